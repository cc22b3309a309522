package io.monarch.transfer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.Lease;
import io.monarch.environment.LockLostException;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition.Kind;
import io.monarch.transfer.SwapPlan.Step;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the database of an environment: writes to staging collections beside the old
 * data, and puts them in its place when all of them are complete. Or, for a disk that
 * cannot hold both, drops the old data first.
 */
final class MongoTarget implements CollectionSink {

	private static final long PART_BYTES = 32 << 20;

	private static final int UNAUTHORIZED = 13;

	private final Environment environment;

	private final MongoDatabase database;

	private final Definitions definitions;

	private final Lease lease;

	private final boolean inPlace;

	/** What is replaced, or {@code null} for all of the database. */
	private final @Nullable Set<String> only;

	private final Staging staging = new Staging();

	private final SwapPlan plan;

	/** What says that the database is unfinished, until it is replaced. */
	private final List<SwapPlan> obsolete;

	private final Object server;

	private final List<StagedCollection> collections = new ArrayList<>();

	private boolean decided;

	private MongoTarget(Environment environment, Lease lease, boolean inPlace, @Nullable Set<String> only) {
		this.environment = environment;
		this.database = environment.mongoDatabase()
			.withReadPreference(ReadPreference.primary())
			.withWriteConcern(WriteConcern.MAJORITY);
		this.definitions = new Definitions(this.database);
		this.lease = lease;
		this.inPlace = inPlace;
		this.only = only;
		this.plan = SwapPlan.of(this.database, this.staging.run());
		this.obsolete = SwapPlan.find(this.database);
		this.server = Servers.incarnation(this.database);
	}

	/**
	 * Begin to replace a database. What a process that died left there is settled
	 * already.
	 * @param source what the new data comes from, in words
	 * @param inPlace whether to drop the old data first
	 * @param collections what is put in place
	 * @param only the names of what is replaced, or {@code null} for all of the database
	 */
	static MongoTarget open(Environment environment, Lease lease, String source, boolean inPlace,
			List<CollectionDefinition> collections, @Nullable Set<String> only) throws InterruptedException {
		Retry retry = Retry.atFirst(environment);
		MongoTarget target = retry.call(() -> new MongoTarget(environment, lease, inPlace, only));
		retry.run(target::requireRights);
		new Rehearsal(environment, target.database, target.staging).run(collections, only != null, !inPlace);
		if (inPlace) {
			retry.run(() -> target.plan.recordInPlace(source, only));
			if (only == null) {
				retry.run(target::dropAll);
			}
		}
		return target;
	}

	/**
	 * Try with collections that do not exist what the swap will do, so that a user
	 * without the right to it is found out before anything is written: rights are checked
	 * first.
	 */
	private void requireRights() {
		String nothing = this.staging.name();
		this.definitions.drop(nothing);
		requireRight(() -> this.definitions.rename(nothing, this.staging.name()));
		requireRight(() -> this.definitions.change(nothing, new BsonDocument("viewOn", new BsonString(nothing))));
	}

	private static void requireRight(Runnable command) {
		try {
			command.run();
		}
		catch (MongoCommandException ex) {
			if (ex.getErrorCode() == UNAUTHORIZED) {
				throw ex;
			}
			// Otherwise it says, in one way or another, that there is no such collection.
		}
	}

	private void dropAll() {
		// Views first: they are nothing without the others.
		Catalogue.names(this.database)
			.values()
			.stream()
			.filter((each) -> Catalogue.isCopied(each.name()))
			.sorted(Comparator.comparing((each) -> each.kind() != Kind.VIEW))
			.forEach(this::dropIfHeld);
	}

	private void dropIfHeld(CollectionDefinition old) {
		this.lease.ensureHeld();
		this.definitions.drop(old);
	}

	@Override
	public boolean isConcurrent() {
		return true;
	}

	@Override
	public long partBytes() {
		return PART_BYTES;
	}

	@Override
	public CollectionWriter open(CollectionDefinition collection) throws InterruptedException {
		String stored = this.inPlace ? collection.storedName() : this.staging.name();
		if (collection.kind() != Kind.VIEW) {
			new Retry(this.environment).run(() -> create(collection, stored));
		}
		boolean indexed = this.inPlace || collection.kind() == Kind.COLLECTION;
		StagedCollection staged = new StagedCollection(this.environment, this.database, collection, stored,
				indexed ? (this.inPlace ? collection.name() : stored) : null);
		synchronized (this) {
			this.collections.add(staged);
		}
		return staged;
	}

	private void create(CollectionDefinition collection, String stored) {
		try {
			createAgain(collection, stored);
		}
		catch (MongoException ex) {
			if (Retry.passes(ex)) {
				throw ex;
			}
			EnvironmentException why = EnvironmentException.of(this.environment, ex);
			throw new MonarchException(why.kind(), "Collection '" + collection.name() + "' cannot be created. "
					+ String.valueOf(why.getMessage()).replace(stored, collection.name()), why.action(), ex);
		}
	}

	/**
	 * Nothing may expire before it is counted.
	 */
	private void createAgain(CollectionDefinition collection, String stored) {
		// There is one already where the answer to the first try was lost.
		if (this.inPlace) {
			Optional.ofNullable(Catalogue.find(this.database, collection.name())).ifPresent(this::dropIfHeld);
			this.definitions.create(collection.name(), collection.withoutExpiry());
			Sharding.shard(this.environment, collection.name(), collection);
			return;
		}
		this.definitions.drop(stored);
		if (collection.kind() == Kind.TIME_SERIES) {
			this.definitions.create(stored);
		}
		else {
			this.definitions.create(stored, collection.withoutExpiry());
			Sharding.shard(this.environment, stored, collection);
		}
	}

	@Override
	public void complete(boolean consistent) throws InterruptedException {
		Retry retry = new Retry(this.environment);
		List<Step> steps = steps();
		// Acknowledged by a majority, and so is then all that came before it.
		retry.run(() -> {
			if (this.inPlace) {
				this.plan.recordWritten();
			}
			else {
				this.plan.record(steps);
			}
		});
		retry.run(this::requireNothingLostWhileLocked);
		if (!this.inPlace) {
			decide(retry);
		}
		try {
			new Swap(this.environment, this.lease).run(steps);
			retry.run(() -> {
				this.obsolete.forEach(SwapPlan::drop);
				this.plan.drop();
			});
		}
		catch (InterruptedException | MonarchException ex) {
			if (this.inPlace) {
				throw ex;
			}
			throw unsettled(isDecided(), ex);
		}
	}

	private void decide(Retry retry) throws InterruptedException {
		this.decided = true;
		this.lease.foresee((lost) -> unsettled(mayBeDecided(), lost, lost));
		try {
			retry.run(this::commit);
			this.lease.foresee((lost) -> unsettled(isDecided(), lost, lost));
		}
		catch (InterruptedException | EnvironmentException ex) {
			throw unsettled(mayBeDecided(), ex);
		}
	}

	private String mayBeDecided() {
		return "Environment " + this.environment.description()
				+ " is either as it was or has all of the new data: the moment of the change was cut short";
	}

	private String isDecided() {
		return "The new data is the database of environment " + this.environment.description()
				+ " now, but putting it in place was cut short";
	}

	private MonarchException unsettled(String what, Exception failure) {
		if (failure instanceof InterruptedException) {
			Thread.currentThread().interrupt();
		}
		Exception why = sinceTheLockWasLost(failure);
		return unsettled(what, (why instanceof MonarchException monarch) ? monarch : null, why);
	}

	private static MonarchException unsettled(String what, @Nullable MonarchException reason, Exception cause) {
		return new UnsettledException(what + ((reason != null) ? " (" + reason.getMessage() + ")" : "") + ".", cause);
	}

	/**
	 * Whatever fails after the lock was lost fails since it was: somebody else may have
	 * settled everything.
	 */
	private Exception sinceTheLockWasLost(Exception failure) {
		try {
			this.lease.ensureHeld();
			return failure;
		}
		catch (LockLostException ex) {
			if (ex != failure) {
				ex.addSuppressed(failure);
			}
			return ex;
		}
	}

	private List<Step> steps() {
		List<Step> steps = new ArrayList<>();
		if (!this.inPlace && this.only == null) {
			Set<String> names = this.collections.stream()
				.map((each) -> each.collection().name())
				.collect(Collectors.toSet());
			Map<String, CollectionDefinition> there = Catalogue.names(this.database);
			there.values()
				.stream()
				.filter((old) -> Catalogue.isCopied(old.name()) && !names.contains(old.name()))
				.forEach((old) -> steps.add(Step.drop(old, there)));
		}
		for (StagedCollection each : this.collections) {
			if (each.collection().kind() == Kind.VIEW) {
				steps.add(Step.put(each.collection(), null));
			}
			else if (!this.inPlace) {
				steps.add(Step.put(each.collection(), each.stored()));
			}
		}
		return steps;
	}

	/**
	 * Whoever has got the lock since has cleared it away.
	 */
	private void requireNothingLostWhileLocked() {
		try {
			requireNothingLost();
		}
		catch (MonarchException ex) {
			this.lease.fence(this.database);
			throw ex;
		}
	}

	/**
	 * A URI can ask for less than a majority. Where another member has taken over since,
	 * or the server was started again, some writes may be lost then.
	 */
	private void requireNothingLost() {
		Set<String> there = this.database.listCollectionNames().into(new HashSet<>());
		this.collections.stream()
			.filter((each) -> each.collection().kind() != Kind.VIEW && !this.inPlace && !there.contains(each.stored()))
			.findFirst()
			.ifPresent((lost) -> {
				throw new MonarchException(
						MonarchException.Kind.FAILED, "The new data of collection '" + lost.collection().name()
								+ "' is gone from environment " + this.environment.description() + ".",
						"Nothing was changed. Run it again.");
			});
		if (!Objects.equals(this.server, Servers.incarnation(this.database))) {
			for (StagedCollection each : this.collections) {
				if (each.collection().kind() != Kind.VIEW) {
					each.requireStillWhole();
				}
			}
		}
	}

	/**
	 * Commit to the plan, if the lock is still held.
	 */
	private void commit() {
		new Fence(this.environment, this.database, this.lease).run(this.plan::commit);
	}

	/**
	 * Leave nothing behind, unless it may already be decided that the new data is the
	 * database: then whoever takes the lock next settles it.
	 */
	@Override
	public void close() {
		if (!this.decided && !this.inPlace) {
			boolean interrupted = Thread.interrupted(); // the driver would refuse to work
			try {
				this.staging.drop(this.database);
				this.plan.drop();
			}
			catch (MongoException ex) {
				// Whoever takes the lock next drops it. That the server cannot be
				// reached is the error that is reported anyway.
			}
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public String toString() {
		return this.environment.description();
	}

}
