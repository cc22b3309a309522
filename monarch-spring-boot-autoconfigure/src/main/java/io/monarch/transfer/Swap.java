package io.monarch.transfer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import io.monarch.environment.Environment;
import io.monarch.environment.Lease;
import io.monarch.transfer.CollectionDefinition.Kind;
import io.monarch.transfer.SwapPlan.Step;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Puts staged collections in the place of the old ones. Every step can be done again, so
 * that a swap that was cut short is finished by doing all of it again.
 */
final class Swap {

	private static final int NAMESPACE_NOT_FOUND = 26;

	/** Where a pipeline names what it looks up. */
	private static final Set<String> LOOKUPS = Set.of("from", "coll", "$unionWith");

	private final Environment environment;

	private final MongoDatabase database;

	private final Definitions definitions;

	private final Lease lease;

	private final TimeSeriesReplacement timeSeries;

	Swap(Environment environment, Lease lease) {
		this.environment = environment;
		this.database = environment.mongoDatabase()
			.withReadPreference(ReadPreference.primary())
			.withWriteConcern(WriteConcern.MAJORITY);
		this.definitions = new Definitions(this.database);
		this.lease = lease;
		this.timeSeries = new TimeSeriesReplacement(this.database, this.definitions,
				new Fence(environment, this.database, lease));
	}

	void run(List<Step> steps) throws InterruptedException {
		Retry retry = new Retry(this.environment);
		for (int overtaken = 0;;) {
			try {
				runOnce(steps, retry);
				return;
			}
			catch (MongoException ex) {
				// A step of whoever had the lock before, on its way all the time, has
				// come first: another look shows that it is done.
				if (ex.getCode() != NAMESPACE_NOT_FOUND || overtaken++ == steps.size()) {
					retry.await(ex);
				}
			}
		}
	}

	private void runOnce(List<Step> steps, Retry retry) {
		// What is replaced is known before the lock is checked: what comes in its place
		// when the lock is lost is not what is dropped.
		Map<String, CollectionDefinition> names = Catalogue.names(this.database);
		List<BsonValue> functions = names.containsKey(Catalogue.FUNCTIONS) ? functions() : List.of();
		dropViews(steps, names);
		for (Step step : steps) {
			this.lease.ensureHeld();
			run(step, names, functions);
			retry.succeeded();
		}
		for (Step view : viewsInOrder(steps)) {
			this.lease.ensureHeld();
			replaceView(definition(view), names.get(view.name()));
		}
	}

	/**
	 * Drop the old views that are in the way, or that would be: the server compares the
	 * collation of what is created with those of the views on it.
	 */
	private void dropViews(List<Step> steps, Map<String, CollectionDefinition> names) {
		Map<String, CollectionDefinition> created = new HashMap<>();
		for (Step step : steps) {
			if (step.definition() != null) {
				created.put(step.name(), step.definition());
			}
		}
		for (Step step : steps) {
			CollectionDefinition old = names.get(step.name());
			if (old != null && old.kind() == Kind.VIEW && isInTheWay(old, step, names, created)) {
				this.lease.ensureHeld();
				this.definitions.drop(old);
				names.remove(old.name());
			}
		}
	}

	private static boolean isInTheWay(CollectionDefinition old, Step step, Map<String, CollectionDefinition> names,
			Map<String, CollectionDefinition> created) {
		CollectionDefinition collection = step.definition();
		if (collection == null) {
			return step.isDropped(old, names);
		}
		if (collection.kind() != Kind.VIEW) {
			// Where its staging collection is gone, it is done.
			return step.staging() != null && names.containsKey(step.staging());
		}
		CollectionDefinition below = created.get(old.viewOn());
		return !old.isCollatedLike(collection)
				|| (below != null && below.kind() != Kind.COLLECTION && !old.isCollatedLike(below));
	}

	private List<BsonValue> functions() {
		return this.database.getCollection(Catalogue.FUNCTIONS, BsonDocument.class)
			.find()
			.projection(Projections.include("_id"))
			.map((function) -> function.get("_id"))
			.into(new ArrayList<>());
	}

	private void run(Step step, Map<String, CollectionDefinition> names, List<BsonValue> functions) {
		CollectionDefinition old = names.get(step.name());
		CollectionDefinition collection = step.definition();
		if (collection == null) {
			// What the application has made since under that name is its own.
			if (old != null && step.isDropped(old, names)) {
				this.definitions.drop(old);
			}
		}
		// Where its staging collection is gone, it is done.
		else if (step.staging() != null && names.containsKey(step.staging())) {
			if (Catalogue.isSystem(step.name())) {
				replaceFunctions(step.name(), step.staging(), functions);
			}
			else if (collection.kind() == Kind.TIME_SERIES) {
				this.timeSeries.run(collection, step.staging(), old);
			}
			else {
				if (old != null && (old.kind() != Kind.COLLECTION || old.isEncrypted())) {
					drop(old);
				}
				this.definitions.rename(step.staging(), step.name());
			}
		}
	}

	private void drop(@Nullable CollectionDefinition old) {
		if (old != null) {
			this.definitions.drop(old);
		}
	}

	/**
	 * Make functions what the staged ones are, one by one. Only those are deleted that
	 * were there before the lock was checked.
	 */
	private void replaceFunctions(String name, String staging, List<BsonValue> old) {
		MongoCollection<RawBsonDocument> functions = this.database.getCollection(name, RawBsonDocument.class);
		List<BsonValue> ids = new ArrayList<>();
		for (RawBsonDocument function : this.database.getCollection(staging, RawBsonDocument.class).find()) {
			Bson same = Filters.eq("_id", function.get("_id"));
			functions.replaceOne(same, function, new ReplaceOptions().upsert(true));
			if (EmptyTimestamps.isIn(function)) {
				EmptyTimestamps.restore(function, functions);
			}
			ids.add(function.get("_id"));
		}
		functions.deleteMany(Filters.in("_id", old.stream().filter((id) -> !ids.contains(id)).toList()));
		this.definitions.drop(staging);
	}

	private void replaceView(CollectionDefinition view, @Nullable CollectionDefinition old) {
		if (old == null || old.kind() != Kind.VIEW || !old.isCollatedLike(view)) {
			drop(old);
			this.definitions.create(view.name(), view);
		}
		else if (!old.options().equals(view.options())) {
			this.definitions.change(view.name(), view.options());
		}
	}

	/**
	 * A view comes after those that it is made on or looks up: the server compares their
	 * collations, and refuses circles.
	 */
	private static List<Step> viewsInOrder(List<Step> steps) {
		Map<String, Step> views = new HashMap<>();
		steps.stream()
			.filter((step) -> step.definition() != null && step.definition().kind() == Kind.VIEW)
			.forEach((view) -> views.put(view.name(), view));
		Map<String, Integer> depths = new HashMap<>();
		return views.values()
			.stream()
			.sorted(Comparator.<Step>comparingInt((view) -> depth(view, views, depths)).thenComparing(Step::name))
			.toList();
	}

	private static int depth(Step view, Map<String, Step> views, Map<String, Integer> depths) {
		Integer known = depths.get(view.name());
		if (known != null) {
			return known;
		}
		depths.put(view.name(), 0); // ends a circle, which the server would refuse
		Set<String> below = new HashSet<>(Set.of(definition(view).viewOn()));
		lookedUp(definition(view).options().get("pipeline", new BsonArray()), below);
		int depth = 0;
		for (String name : below) {
			Step other = views.get(name);
			depth = (other != null) ? Math.max(depth, 1 + depth(other, views, depths)) : depth;
		}
		depths.put(view.name(), depth);
		return depth;
	}

	private static void lookedUp(BsonValue pipeline, Set<String> names) {
		if (pipeline.isArray()) {
			pipeline.asArray().forEach((each) -> lookedUp(each, names));
		}
		else if (pipeline.isDocument()) {
			pipeline.asDocument().forEach((key, value) -> {
				if (value.isString() && LOOKUPS.contains(key)) {
					names.add(value.asString().getValue());
				}
				lookedUp(value, names);
			});
		}
	}

	private static CollectionDefinition definition(Step step) {
		if (step.definition() == null) {
			throw new IllegalStateException("Nothing is known of " + step.name());
		}
		return step.definition();
	}

}
