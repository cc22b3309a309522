package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.MonarchException;
import io.monarch.lock.Lease;
import io.monarch.lock.LockLostException;
import io.monarch.transfer.CollectionDefinition.Kind;
import io.monarch.transfer.SwapPlan.Step;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the database of an environment: writes to staging collections next to the old
 * data, and swaps them in when all of them are complete.
 */
final class StagedTarget implements ReplacementTarget {

	static final long PART_BYTES = 32 << 20;

	private final Environment environment;

	private final MongoDatabase database;

	private final CollectionOperations definitions;

	private final Lease lease;

	private final String source;

	private final @Nullable Provenance provenance;

	/** The collections to replace, or {@code null} for the whole database. */
	private final @Nullable Set<String> only;

	private final Staging staging = new Staging();

	private final SwapPlan plan;

	private final Object server;

	private final List<CollectionLoader> collections = new ArrayList<>();

	private boolean committed;

	private StagedTarget(Environment environment, Lease lease, String source, @Nullable Provenance provenance,
			@Nullable Set<String> only) {
		this.provenance = provenance;
		this.environment = environment;
		this.database = environment.mongoDatabase()
			.withReadPreference(ReadPreference.primary())
			.withWriteConcern(WriteConcern.MAJORITY);
		this.definitions = new CollectionOperations(this.database);
		this.lease = lease;
		this.source = source;
		this.only = only;
		this.plan = new SwapPlan(this.database, this.staging.run());
		this.server = Servers.primaryId(this.database);
	}

	/**
	 * Begin to replace a database, and run the preflight.
	 * @param from the description of the source
	 * @param source the new data
	 * @param only the names of the collections to replace, or {@code null} for the whole
	 * database
	 */
	static StagedTarget open(Environment environment, Lease lease, String from, CollectionSource source,
			@Nullable Set<String> only) throws InterruptedException {
		Retry retry = Retry.atFirst(environment);
		StagedTarget target = retry.call(() -> new StagedTarget(environment, lease, from, source.provenance(), only));
		retry.run(() -> ReplacementRecord.register(lease, target.staging.run()));
		try {
			new Preflight(environment, target.database, target.staging).requireSwap(source.collections(), only != null);
		}
		catch (RuntimeException | InterruptedException ex) {
			target.close();
			throw ex;
		}
		return target;
	}

	@Override
	public void begin() {
		// The old data is unchanged until the commit.
	}

	@Override
	public Exception explain(Exception failure) {
		return failure;
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
		String name = this.staging.name();
		if (collection.kind() != Kind.VIEW) {
			new Retry(this.environment).run(() -> create(collection, name));
		}
		CollectionLoader staged = new CollectionLoader(this.environment, this.database, collection, name,
				collection.kind() == Kind.COLLECTION);
		synchronized (this) {
			this.collections.add(staged);
		}
		return staged;
	}

	/**
	 * Create a collection whose documents do not expire before they are counted.
	 */
	private void create(CollectionDefinition collection, String name) {
		Preflight.naming(this.environment, collection, name, () -> {
			this.definitions.drop(name); // if the reply to the first attempt was lost
			this.definitions.create(name, collection.withoutExpiry());
			Sharding.shard(this.environment, name, collection);
		});
	}

	@Override
	public void complete(Set<String> inconsistent) throws InterruptedException {
		Retry retry = new Retry(this.environment);
		List<Step> steps = steps();
		// If a majority acknowledges this write, it also has all earlier ones.
		String digest = retry.call(() -> this.plan.record(steps));
		retry.run(this::requireNothingLostWhileLocked);
		commit(retry, steps.size(), digest);
		try {
			new Swap(this.environment, this.lease, steps, Set.of()).run();
			retry.run(() -> SwapRecovery.end(this.environment, this.lease));
		}
		catch (InterruptedException | MonarchException ex) {
			throw interrupted(isCommitted(), ex);
		}
	}

	private void commit(Retry retry, int steps, String digest) throws InterruptedException {
		this.committed = true;
		this.lease.onLoss((lost) -> interrupted(mayBeCommitted(), lost, lost));
		try {
			retry.run(() -> ReplacementRecord.commit(this.lease, this.staging.run(), this.source, steps, digest,
					origin()));
			this.lease.onLoss((lost) -> interrupted(isCommitted(), lost, lost));
		}
		catch (InterruptedException | EnvironmentException | LockLostException ex) {
			throw interrupted(mayBeCommitted(), ex);
		}
	}

	private Bson origin() {
		return (this.provenance != null)
				? Origins.adding(this.database, Origin.now(this.staging.run(), this.provenance, this.only))
				: Updates.combine();
	}

	private String mayBeCommitted() {
		return "Environment " + this.environment.description()
				+ " has either the old data or all of the new data: the commit was interrupted";
	}

	private String isCommitted() {
		return "The new data is committed to environment " + this.environment.description()
				+ ", but the swap was interrupted";
	}

	private MonarchException interrupted(String what, Exception failure) {
		if (failure instanceof InterruptedException) {
			Thread.currentThread().interrupt();
		}
		Exception why = this.lease.explain(failure);
		if (why instanceof SwapRefusedException refused) {
			return refused;
		}
		return interrupted(what, (why instanceof MonarchException monarch) ? monarch : null, why);
	}

	private MonarchException interrupted(String what, @Nullable MonarchException reason, Exception cause) {
		return new InterruptedSwapException(this.environment,
				what + ((reason != null) ? " (" + reason.getMessage() + ")" : "") + ".", cause);
	}

	private List<Step> steps() {
		List<Step> steps = new ArrayList<>();
		Map<String, CollectionDefinition> there = Catalogue.namesWhileLocked(this.environment, this.database);
		if (this.only == null) {
			Set<String> names = this.collections.stream()
				.map((each) -> each.collection().name())
				.collect(Collectors.toSet());
			OwnCollections own = OwnCollections.of(this.database);
			there.values()
				.stream()
				.filter((old) -> own.isData(old.name()) && !names.contains(old.name()))
				.forEach((old) -> steps.add(Step.drop(old, there)));
		}
		for (CollectionLoader each : this.collections) {
			boolean view = each.collection().kind() == Kind.VIEW;
			steps.add(Step.put(each.collection(), view ? null : each.name(), there));
		}
		return steps;
	}

	/**
	 * The next holder of the lock has dropped it.
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
	 * Check for lost writes if another member has become the primary since, or the server
	 * was restarted: a URI can request less than a majority.
	 */
	private void requireNothingLost() {
		Set<String> there = Catalogue.namesWhileLocked(this.environment, this.database).keySet();
		List<CollectionLoader> stored = this.collections.stream()
			.filter((each) -> each.collection().kind() != Kind.VIEW)
			.toList();
		stored.stream().filter((each) -> !there.contains(each.name())).findFirst().ifPresent((lost) -> {
			throw new MonarchException(
					MonarchException.Kind.FAILED, "The new data of collection '" + lost.collection().name()
							+ "' is gone from environment " + this.environment.description() + ".",
					"Nothing was changed. Run it again.");
		});
		if (!Objects.equals(this.server, Servers.primaryId(this.database))) {
			stored.forEach(CollectionLoader::requireStillComplete);
		}
	}

	/**
	 * Remove the staging collections, unless the new data may already be the database:
	 * then the next holder of the lock recovers it.
	 */
	@Override
	public void close() {
		if (!this.committed) {
			SwapRecovery.dropIfPossible(this.database, this.staging.run());
		}
	}

	@Override
	public String toString() {
		return this.environment.description();
	}

}
