package io.monarch.transfer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import io.monarch.environment.Environment;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.lock.Lease;
import io.monarch.transfer.CollectionDefinition.Kind;
import io.monarch.transfer.SwapPlan.Step;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the database of an environment for a disk that cannot hold the old data and
 * the new: drops the old data first. Until everything is written, the record of the lock
 * marks the database as incomplete.
 */
final class InPlaceTarget implements ReplacementTarget {

	private final Environment environment;

	private final MongoDatabase database;

	private final CollectionOperations definitions;

	private final Lease lease;

	private final String from;

	private final @Nullable Provenance provenance;

	/** The collections to replace, or {@code null} for the whole database. */
	private final @Nullable Set<String> only;

	private final Staging staging = new Staging();

	private final Object server;

	private final List<CollectionLoader> collections = new ArrayList<>();

	/** Whether any of the old data may be gone. */
	private volatile boolean dropped;

	private InPlaceTarget(Environment environment, Lease lease, String from, @Nullable Provenance provenance,
			@Nullable Set<String> only) {
		this.from = from;
		this.provenance = provenance;
		this.environment = environment;
		this.database = environment.mongoDatabase()
			.withReadPreference(ReadPreference.primary())
			.withWriteConcern(WriteConcern.MAJORITY);
		this.definitions = new CollectionOperations(this.database);
		this.lease = lease;
		this.only = only;
		this.server = Servers.primaryId(this.database);
	}

	/**
	 * Run the preflight, before anything is changed.
	 * @param from the description of the source
	 * @param source the new data
	 * @param only the names of the collections to replace, or {@code null} for the whole
	 * database
	 */
	static InPlaceTarget open(Environment environment, Lease lease, String from, CollectionSource source,
			@Nullable Set<String> only) throws InterruptedException {
		Retry retry = Retry.atFirst(environment);
		InPlaceTarget target = retry.call(() -> new InPlaceTarget(environment, lease, from, source.provenance(), only));
		retry.run(() -> ReplacementRecord.register(lease, target.staging.run()));
		try {
			new Preflight(environment, target.database, target.staging).requireInPlace(source.collections(),
					only != null);
			target.requireReadableBuckets(source, retry.call(() -> Servers.bucketVersion(target.database)));
		}
		finally {
			SwapRecovery.dropIfPossible(target.database, target.staging.run());
		}
		return target;
	}

	/**
	 * Record that the database is incomplete from now on. Then drop the old data, if the
	 * whole database is replaced. Otherwise, each collection is dropped when the new one
	 * is created.
	 */
	@Override
	public void begin() throws InterruptedException {
		ReplacementRecord before = new Retry(this.environment).call(() -> ReplacementRecord.read(this.database));
		try {
			new Retry(this.environment)
				.run(() -> ReplacementRecord.beginInPlace(this.lease, this.staging.run(), this.from, this.only));
			if (this.only == null) {
				new Retry(this.environment).run(this::dropAll);
			}
		}
		catch (RuntimeException | InterruptedException ex) {
			if (this.dropped) {
				throw explain(ex);
			}
			takeBack(before, ex);
			throw ex;
		}
	}

	/**
	 * Take back the record that the database is incomplete, which may have been written,
	 * since nothing was dropped. An earlier interrupted replacement stays recorded.
	 */
	private void takeBack(ReplacementRecord before, Exception failure) {
		try (Interruption deferred = Interruption.defer()) {
			before.restore(this.lease);
		}
		catch (RuntimeException ex) {
			failure.addSuppressed(ex);
			throw explain(failure);
		}
	}

	@Override
	public IncompleteException explain(Exception failure) {
		return IncompleteException.of(this.environment, this.from, this.lease, failure);
	}

	/**
	 * Require that the server can read the buckets. Servers accept buckets of later
	 * versions that they cannot read. In place, that would be detected only after the old
	 * data is gone.
	 * @param latest the latest version that the server can read
	 */
	private void requireReadableBuckets(CollectionSource source, int latest) throws InterruptedException {
		for (CollectionDefinition collection : source.collections()) {
			if (collection.kind() == Kind.TIME_SERIES) {
				for (CollectionSource.Part part : source.parts(collection, partBytes())) {
					part.read((batch) -> batch.documents()
						.forEach((bucket) -> requireReadable(collection, bucket, latest)));
				}
			}
		}
	}

	private void requireReadable(CollectionDefinition collection, BsonDocument bucket, int latest) {
		BsonValue version = (bucket.get("control") instanceof BsonDocument control) ? control.get("version") : null;
		boolean readable = version != null && version.isNumber() && version.asNumber().intValue() >= 1
				&& version.asNumber().intValue() <= latest;
		if (!readable) {
			throw new MonarchException(MonarchException.Kind.FAILED, "The server of environment "
					+ this.environment.description() + " cannot read the buckets of the time-series collection '"
					+ collection.name() + "': it reads buckets of version 1" + ((latest > 1) ? " to " + latest : "")
					+ ", and not of version "
					+ ((version != null && version.isNumber()) ? version.asNumber().intValue() : "'none'") + ".",
					"Nothing was changed. Use a target whose MongoDB is not older than that of the source,"
							+ " or leave the collection out.");
		}
	}

	private void dropAll() {
		OwnCollections own = OwnCollections.of(this.database);
		// Views first, since they depend on the others.
		Catalogue.namesWhileLocked(this.environment, this.database)
			.values()
			.stream()
			.filter((each) -> own.isData(each.name()))
			.sorted(Comparator.comparing((each) -> each.kind() != Kind.VIEW))
			.forEach(this::dropIfHeld);
	}

	private void dropIfHeld(CollectionDefinition old) {
		this.lease.ensureHeld();
		this.dropped = true;
		this.definitions.drop(old);
	}

	@Override
	public boolean isConcurrent() {
		return true;
	}

	@Override
	public long partBytes() {
		return StagedTarget.PART_BYTES;
	}

	@Override
	public CollectionWriter open(CollectionDefinition collection) throws InterruptedException {
		if (collection.kind() != Kind.VIEW) {
			new Retry(this.environment).run(() -> create(collection));
		}
		CollectionLoader written = new CollectionLoader(this.environment, this.database, collection, collection.name(),
				true);
		synchronized (this) {
			this.collections.add(written);
		}
		return written;
	}

	/**
	 * Create a collection whose documents do not expire before they are counted.
	 */
	private void create(CollectionDefinition collection) {
		Preflight.naming(this.environment, collection, collection.name(), () -> {
			// It exists already if the reply to the first attempt was lost.
			Optional.ofNullable(Catalogue.find(this.database, collection.name())).ifPresent(this::dropIfHeld);
			this.definitions.create(collection.name(), collection.withoutExpiry());
			Sharding.shard(this.environment, collection.name(), collection);
		});
	}

	@Override
	public void complete(Set<String> inconsistent) throws InterruptedException {
		Retry retry = new Retry(this.environment);
		// If a majority acknowledges this write, it also has all earlier ones.
		retry.run(() -> ReplacementRecord.touch(this.lease));
		retry.run(this::requireNothingLost);
		List<Step> views = this.collections.stream()
			.map(CollectionLoader::collection)
			.filter((each) -> each.kind() == Kind.VIEW)
			.map((view) -> Step.put(view, null, Map.of()))
			.toList();
		new Swap(this.environment, this.lease, views, Set.of()).run();
		retry.run(() -> SwapRecovery.end(this.environment, this.lease, origin()));
	}

	private Bson origin() {
		return (this.provenance != null)
				? Origins.adding(this.database, Origin.now(this.staging.run(), this.provenance, this.only))
				: Updates.combine();
	}

	/**
	 * Check for lost writes if another member has become the primary since, or the server
	 * was restarted.
	 */
	private void requireNothingLost() {
		if (!this.server.equals(Servers.primaryId(this.database))) {
			this.collections.stream()
				.filter((each) -> each.collection().kind() != Kind.VIEW)
				.forEach(CollectionLoader::requireStillComplete);
		}
	}

	@Override
	public void close() {
		// The record of the lock has the true state of the database.
	}

	@Override
	public String toString() {
		return this.environment.description();
	}

}
