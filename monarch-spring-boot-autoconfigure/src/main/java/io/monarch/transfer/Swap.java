package io.monarch.transfer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.lock.Lease;
import io.monarch.transfer.CollectionDefinition.Kind;
import io.monarch.transfer.SwapPlan.State;
import io.monarch.transfer.SwapPlan.Step;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Replaces old collections with staging collections. Every step is idempotent, so an
 * interrupted swap is completed by repeating all of it.
 */
final class Swap {

	private static final int NAMESPACE_NOT_FOUND = 26;

	/**
	 * BackgroundOperationInProgressForDatabase and …ForNamespace: an index is being built
	 * on the old collection. The server then allows a drop, but no rename over it.
	 */
	private static final Set<Integer> INDEX_BUILD = Set.of(12586, 12587);

	private final Environment environment;

	private final MongoDatabase database;

	private final CollectionOperations definitions;

	private final Lease lease;

	private final TimeSeriesReplacement timeSeries;

	private final FunctionsReplacement functions;

	private final List<Step> steps;

	/** The numbers of the steps that the record marks as filled. */
	private final Set<Integer> filled;

	private @Nullable Step current;

	private boolean touched;

	/**
	 * Create for the steps of a plan.
	 * @param filled the numbers of those steps that are filled already
	 */
	Swap(Environment environment, Lease lease, List<Step> steps, Set<Integer> filled) {
		this.environment = environment;
		this.database = environment.mongoDatabase()
			.withReadPreference(ReadPreference.primary())
			.withWriteConcern(WriteConcern.MAJORITY);
		this.definitions = new CollectionOperations(this.database);
		this.lease = lease;
		this.steps = steps;
		this.filled = new HashSet<>(filled);
		this.timeSeries = new TimeSeriesReplacement(this.database, this.definitions,
				new Fence(environment, this.database, lease));
		this.functions = new FunctionsReplacement(this.database);
	}

	/**
	 * Do all steps.
	 * @throws SwapRefusedException if the server refuses one of them
	 */
	void run() throws InterruptedException {
		Retry retry = new Retry(this.environment);
		for (int overtaken = 0;;) {
			try {
				runOnce(retry);
				return;
			}
			catch (MongoException ex) {
				// A delayed step of the previous holder of the lock may have come first:
				// reading again shows that it is done.
				if (ex.getCode() != NAMESPACE_NOT_FOUND || overtaken++ == this.steps.size()) {
					await(retry, ex);
				}
			}
		}
	}

	private void await(Retry retry, MongoException failure) throws InterruptedException {
		try {
			retry.await(failure);
		}
		catch (RuntimeException ex) {
			int number = (this.current != null) ? this.steps.indexOf(this.current) + 1 : 0;
			throw new SwapRefusedException(this.environment, number, this.steps.size(), this.current, ex);
		}
	}

	private void runOnce(Retry retry) {
		// The replaced collection is read before the lock is checked, so that a new one
		// is not dropped if the lock is lost.
		Map<String, CollectionDefinition> names = Catalogue.namesWhileLocked(this.environment, this.database);
		List<BsonValue> oldFunctions = names.containsKey(Catalogue.FUNCTIONS) ? this.functions.names() : List.of();
		if (lost(names) != null) {
			// A delayed step of the previous holder can happen while names are listed.
			names.clear();
			names.putAll(Catalogue.namesWhileLocked(this.environment, this.database));
			requireNothingLost(names);
		}
		dropViews(names);
		for (Step step : this.steps) {
			this.current = step;
			this.lease.ensureHeld();
			run(step, names, oldFunctions);
			retry.succeeded();
		}
		replaceViews(names);
	}

	/**
	 * Refuse the swap if some of the new data is gone, since the remaining old data is
	 * better.
	 */
	private void requireNothingLost(Map<String, CollectionDefinition> names) {
		Step step = lost(names);
		if (step != null) {
			throw new SwapRefusedException(this.environment, this.steps.indexOf(step) + 1, this.steps.size(), step);
		}
	}

	private @Nullable Step lost(Map<String, CollectionDefinition> names) {
		return this.steps.stream().filter((step) -> state(step, names) == State.LOST).findFirst().orElse(null);
	}

	private State state(Step step, Map<String, CollectionDefinition> names) {
		return step.state(names, this.filled.contains(this.steps.indexOf(step)));
	}

	private void run(Step step, Map<String, CollectionDefinition> names, List<BsonValue> oldFunctions) {
		CollectionDefinition old = names.get(step.name());
		CollectionDefinition collection = step.definition();
		String staging = step.staging();
		if (collection == null) {
			// A collection that the application has created since with that name is its
			// own.
			if (old != null && step.isToDrop(names)) {
				drop(old, oldFunctions);
			}
		}
		else if (staging != null && state(step, names) == State.LEFT) {
			if (step.isRenamed()) {
				rename(staging, step.name(), old);
			}
			else {
				fill(step, collection, staging, old, oldFunctions);
			}
		}
	}

	/**
	 * Fill a collection that the server does not rename. This is recorded before the
	 * staging collection is dropped, to distinguish it from a loss.
	 */
	private void fill(Step step, CollectionDefinition collection, String staging, @Nullable CollectionDefinition old,
			List<BsonValue> oldFunctions) {
		touch();
		if (collection.kind() == Kind.TIME_SERIES) {
			this.timeSeries.run(collection, staging, old);
		}
		else {
			this.functions.run(staging, oldFunctions);
		}
		int number = this.steps.indexOf(step);
		ReplacementRecord.fill(this.lease, number);
		this.filled.add(number);
		this.definitions.drop(staging);
	}

	private void drop(CollectionDefinition old, List<BsonValue> oldFunctions) {
		if (Catalogue.isSystem(old.name())) {
			touch();
			this.functions.deleteAll(oldFunctions);
		}
		else {
			this.definitions.drop(old);
		}
	}

	private void rename(String staging, String name, @Nullable CollectionDefinition old) {
		if (old != null && (old.kind() != Kind.COLLECTION || old.isEncrypted())) {
			touch();
			this.definitions.drop(old);
		}
		try {
			this.definitions.rename(staging, name);
		}
		catch (MongoException ex) {
			if (old == null || !INDEX_BUILD.contains(ex.getCode())) {
				throw ex;
			}
			touch();
			this.definitions.drop(old);
			this.definitions.rename(staging, name);
		}
	}

	/**
	 * Drop the old views that are or would be in the way: the server compares the
	 * collation of a new collection with those of the views on it.
	 */
	private void dropViews(Map<String, CollectionDefinition> names) {
		Map<String, CollectionDefinition> created = new HashMap<>();
		for (Step step : this.steps) {
			if (step.definition() != null) {
				created.put(step.name(), step.definition());
			}
		}
		for (Step step : this.steps) {
			CollectionDefinition old = names.get(step.name());
			if (old != null && old.kind() == Kind.VIEW && isInTheWay(old, step, names, created)) {
				this.current = step;
				this.lease.ensureHeld();
				touch();
				this.definitions.drop(old);
				names.remove(old.name());
			}
		}
	}

	private boolean isInTheWay(CollectionDefinition old, Step step, Map<String, CollectionDefinition> names,
			Map<String, CollectionDefinition> created) {
		CollectionDefinition collection = step.definition();
		if (collection == null) {
			return step.isToDrop(names);
		}
		if (collection.kind() != Kind.VIEW) {
			return step.staging() != null && state(step, names) == State.LEFT;
		}
		CollectionDefinition below = created.get(old.viewOn());
		return !old.isCollatedLike(collection)
				|| (below != null && below.kind() != Kind.COLLECTION && !old.isCollatedLike(below));
	}

	/**
	 * Replace views one by one. If the server rejects one because of old views, drop
	 * these first: without them, it accepted all new views in the preflight.
	 */
	private void replaceViews(Map<String, CollectionDefinition> names) {
		List<CollectionDefinition> left = new ArrayList<>(
				Views.inOrder(this.steps.stream().map(Step::definition).filter(Objects::nonNull).toList()));
		boolean alone = false;
		while (!left.isEmpty()) {
			CollectionDefinition view = left.get(0);
			this.current = step(view);
			this.lease.ensureHeld();
			try {
				replaceView(view, names.get(view.name()));
				left.remove(0);
			}
			catch (MongoException ex) {
				if (alone || Retry.passes(ex)) {
					throw ex;
				}
				alone = true;
				left.forEach((each) -> dropView(names.remove(each.name())));
			}
		}
	}

	private Step step(CollectionDefinition view) {
		return this.steps.stream().filter((step) -> step.name().equals(view.name())).findFirst().orElseThrow();
	}

	private void dropView(@Nullable CollectionDefinition old) {
		if (old != null && old.kind() == Kind.VIEW) {
			this.lease.ensureHeld();
			this.definitions.drop(old);
		}
	}

	private void replaceView(CollectionDefinition view, @Nullable CollectionDefinition old) {
		if (old == null || old.kind() != Kind.VIEW || !old.isCollatedLike(view)) {
			touch();
			if (old != null) {
				this.definitions.drop(old);
			}
			this.definitions.create(view.name(), view);
		}
		else if (!old.options().equals(view.options())) {
			touch();
			this.definitions.change(view.name(), view.options());
		}
	}

	/**
	 * Record once that the database may be neither the old one nor the new one from now
	 * on.
	 */
	private void touch() {
		if (!this.touched) {
			ReplacementRecord.touch(this.lease);
			this.touched = true;
		}
	}

}
