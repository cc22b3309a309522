package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoIterable;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.queryset.MaskedCollection;
import io.monarch.queryset.QuerySetSource;
import io.monarch.queryset.Selection;
import io.monarch.queryset.Selector;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Reads the database of an environment, at one point in time if the server supports that.
 */
final class MongoSource implements CollectionSource, QuerySetSource {

	private final Environment environment;

	private final SourceLock lock;

	private final Snapshot snapshot;

	private final List<CollectionDefinition> collections;

	private final TransferListener listener;

	private @Nullable ClientSession session;

	private Selection selection = Selection.everything();

	private SelectionSize size;

	/**
	 * The names of collections that are not read at the snapshot, or not to their end.
	 */
	private final Set<String> inconsistent = ConcurrentHashMap.newKeySet();

	/** Whether collections are histories, by name, as far as they were checked. */
	private final Map<String, Boolean> histories = new ConcurrentHashMap<>();

	/** The names of collections that were read to their end. */
	private final Set<String> finished = ConcurrentHashMap.newKeySet();

	private @Nullable String querySet;

	private MongoSource(Environment environment, SourceLock lock, Snapshot snapshot,
			List<CollectionDefinition> collections, TransferListener listener) {
		this.environment = environment;
		this.lock = lock;
		this.snapshot = snapshot;
		this.collections = collections;
		this.listener = listener;
		this.size = new SelectionSize(environment, this.selection);
		if (!snapshot.isAvailable()) {
			loseAll();
		}
	}

	/**
	 * Take a snapshot of an environment.
	 * @param environment the environment to read
	 * @param selector selects the data to read
	 * @param listener warned if it cannot be read at one point in time
	 * @return the source
	 * @throws EnvironmentException if it cannot be read
	 * @throws InterruptedException if that was cancelled
	 */
	public static MongoSource open(Environment environment, Selector selector, TransferListener listener)
			throws InterruptedException {
		Retry retry = Retry.atFirst(environment);
		environment.requireReadable();
		Optional<MongoSource> opened = Optional.empty();
		while (opened.isEmpty()) {
			SwapRecovery.await(environment);
			opened = retry.call(() -> openWhole(environment, listener));
		}
		MongoSource source = opened.get().noticed();
		try {
			if (!source.snapshot.isAvailable()) {
				retry.run(source.lock::requireFree);
			}
			CollectionNames.requireHistory(environment, source.collections);
			source.querySet = selector.querySet();
			if (selector != Selector.EVERYTHING) {
				source.findHistories();
			}
			source.select(selector.select(source));
			RepeatedFields.refuse(environment, source.collections());
			retry.run(() -> Catalogue.requireStored(environment, source.collections()));
			return source;
		}
		catch (RuntimeException ex) {
			source.close();
			// The failure is not one of the target, whose lock is held.
			throw (ex instanceof MongoException mongo) ? EnvironmentException.of(environment, mongo) : ex;
		}
	}

	private void select(Selection selected) {
		this.selection = selected;
		this.size = new SelectionSize(this.environment, selected);
	}

	private void findHistories() throws InterruptedException {
		for (CollectionDefinition collection : this.collections) {
			boolean unused = isHistory(collection);
		}
	}

	@Override
	public Provenance provenance() {
		return new Provenance(Provenance.Operation.COPY, this.environment.name(), this.environment.name(),
				this.environment.database(), null, this.querySet);
	}

	/**
	 * Take a snapshot, unless a process has started to replace the database in the
	 * meantime: then it contains partly old and partly new data.
	 */
	private static Optional<MongoSource> openWhole(Environment environment, TransferListener listener) {
		SourceLock lock = SourceLock.of(environment);
		StableSnapshot stable = StableSnapshot.take(environment);
		MongoSource source = new MongoSource(environment, lock, stable.snapshot(),
				ShardKeys.describe(environment, stable.collections()), listener);
		return new SwapRecovery().isNeeded(environment) ? Optional.empty() : Optional.of(source);
	}

	private MongoSource noticed() {
		if (!isConsistent()) {
			this.listener.warned("The server of environment " + this.environment.description()
					+ " does not provide a snapshot, so concurrent writes are read in part");
		}
		this.collections.stream()
			.filter((each) -> ShardKey.UNKNOWN.equals(each.shardKey()))
			.findFirst()
			.ifPresent((each) -> this.listener.warned("Collection '" + each.name() + "' of environment "
					+ this.environment.description() + " is sharded, and the user may not read its shard key (find on"
					+ " the collections 'collections' and 'tags' of the database 'config')"));
		return this;
	}

	@Override
	public List<CollectionDefinition> collections() {
		return this.collections.stream().filter((each) -> this.selection.includes(each.name())).toList();
	}

	@Override
	public List<Part> parts(CollectionDefinition collection, long partBytes) throws InterruptedException {
		if (collection.kind() == Kind.VIEW) {
			return List.of();
		}
		UnaryOperator<RawBsonDocument> change = this.selection.change(collection.name());
		boolean complete = this.selection.queries(collection.name()).isEmpty() && !collection.isCapped();
		SnapshotCount count = complete ? new SnapshotCount(this.environment, this.snapshot, collection, this::lost)
				: null;
		List<Part> parts = new ArrayList<>();
		for (Range range : ranges(collection, partBytes)) {
			parts.add(new RangeReader(this.environment, this.snapshot, collection, range, change, count, this::lost));
		}
		return List.copyOf(parts);
	}

	private List<Range> ranges(CollectionDefinition collection, long partBytes) throws InterruptedException {
		List<Selection.Query> queries = this.selection.queries(collection.name());
		if (!queries.isEmpty()) {
			return queries.stream().map(Range::of).toList();
		}
		return new Retry(this.environment)
			.call(() -> Range.divide(this.environment.mongoDatabase(), collection, partBytes));
	}

	@Override
	public Environment environment() {
		return this.environment;
	}

	@Override
	public Set<String> collectionNames() {
		return this.collections.stream().map(CollectionDefinition::name).collect(Collectors.toSet());
	}

	@Override
	public boolean isDivisible(String collection) {
		return is(collection, (each) -> each.kind() == Kind.COLLECTION);
	}

	@Override
	public boolean isHistory(String collection) {
		return Boolean.TRUE.equals(this.histories.get(collection));
	}

	/**
	 * Read without the snapshot, since a history stays one.
	 */
	@Override
	public boolean isHistory(CollectionDefinition collection) throws InterruptedException {
		Boolean history = this.histories.get(collection.name());
		if (history == null) {
			history = Histories.isNamed(this.environment, collection.name())
					|| (Histories.canBe(collection) && Retry.atFirst(this.environment)
						.call(() -> Histories.isHistory(this.environment.mongoDatabase(), collection.name())));
			this.histories.put(collection.name(), history);
		}
		return history;
	}

	@Override
	public MongoIterable<BsonDocument> find(String collection, Bson filter, Bson projection) {
		boolean capped = is(collection, CollectionDefinition::isCapped); // no snapshots
																			// of it
		if (this.session == null && !capped) {
			this.session = this.snapshot.session();
		}
		MongoCollection<BsonDocument> found = this.environment.mongoDatabase()
			.getCollection(collection, BsonDocument.class);
		FindIterable<BsonDocument> find = (this.session != null && !capped) ? found.find(this.session, filter)
				: found.find(filter);
		return find.projection(projection);
	}

	/**
	 * Continue without the snapshot: for everything, or only for a capped collection, for
	 * which servers have none.
	 */
	private synchronized void lost(CollectionDefinition collection, MongoException failure) {
		this.inconsistent.add(collection.name());
		if (collection.isCapped()) {
			this.listener
				.warned("Collection '" + collection.name() + "' of environment " + this.environment.description()
						+ " is capped and is read as it is now, since the server has no" + " snapshots of it");
		}
		else if (this.snapshot.isAvailable()) {
			this.snapshot.lose();
			loseAll();
			this.listener.warned("The server of environment " + this.environment.description()
					+ " no longer has the snapshot, so the rest is read as it is now; a longer"
					+ " minSnapshotHistoryWindowInSeconds on the server keeps it (" + failure.getMessage() + ")");
		}
	}

	@Override
	public boolean hasDocuments(CollectionDefinition collection) throws InterruptedException {
		return this.size.hasDocuments(collection);
	}

	@Override
	public List<CollectionDefinition> expected() throws InterruptedException {
		return this.size.expected(collections());
	}

	@Override
	public OptionalLong selectedDocuments(CollectionDefinition collection) throws InterruptedException {
		return this.size.documents(collection);
	}

	@Override
	public long bytesOnDisk() throws InterruptedException {
		return this.size.bytesOnDiskOfAll();
	}

	@Override
	public OptionalLong selectedBytesOnDisk() throws InterruptedException {
		return this.size.bytesOnDisk(collections());
	}

	@Override
	public List<MaskedCollection> masked() {
		return this.selection.masked();
	}

	@Override
	public void finished(CollectionSummary summary) {
		this.finished.add(summary.name());
		if (this.selection.mentions(summary.name()) && summary.documents() == 0 && !isView(summary.name())) {
			this.listener.warned(
					"Query set '" + this.querySet + "' selects no documents of collection '" + summary.name() + "'");
		}
	}

	private boolean isView(String collection) {
		return is(collection, (each) -> each.kind() == Kind.VIEW);
	}

	private boolean is(String collection, Predicate<CollectionDefinition> what) {
		return this.collections.stream().anyMatch((each) -> each.name().equals(collection) && what.test(each));
	}

	@Override
	public void requireUnchanged() throws InterruptedException {
		if (!isConsistent()) {
			new Retry(this.environment).run(this.lock::requireUnchanged);
		}
	}

	@Override
	public boolean isConsistent() {
		return inconsistent().isEmpty();
	}

	@Override
	public Set<String> inconsistent() {
		return this.inconsistent.stream().filter(this.selection::includes).collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Read all collections that are not finished without the snapshot.
	 */
	private void loseAll() {
		this.collections.stream()
			.filter((each) -> each.kind() != Kind.VIEW && !this.finished.contains(each.name()))
			.forEach((each) -> this.inconsistent.add(each.name()));
	}

	@Override
	public void close() {
		// The client belongs to the environment.
		if (this.session != null) {
			this.session.close();
		}
	}

}
