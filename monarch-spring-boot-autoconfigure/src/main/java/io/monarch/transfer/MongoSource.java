package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.MongoIterable;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Projections;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.queryset.MaskedCollection;
import io.monarch.queryset.QuerySetSource;
import io.monarch.queryset.Selection;
import io.monarch.queryset.Selector;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Reads the database of an environment, at one point in time where the server can.
 */
final class MongoSource implements CollectionSource, QuerySetSource {

	private static final int ATTEMPTS = 10;

	/** For an estimate, which is not worth more. */
	private static final long COUNT_MILLIS = 5000;

	private final Environment environment;

	private final SourceLock lock;

	private final Snapshot snapshot;

	private final List<CollectionDefinition> collections;

	private final TransferListener listener;

	private @Nullable ClientSession session;

	private Selection selection = Selection.everything();

	/**
	 * The names of collections that are not read at the snapshot, or not to their end.
	 */
	private final Set<String> inconsistent = ConcurrentHashMap.newKeySet();

	/** How many documents are selected, of collections of which that was asked. */
	private final Map<String, OptionalLong> counted = new ConcurrentHashMap<>();

	/** Whether collections are histories, of those of which that was asked. */
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
		if (!snapshot.isAvailable()) {
			loseAll();
		}
	}

	/**
	 * Take a snapshot of an environment.
	 * @param environment the environment to read
	 * @param selector says what of it is read
	 * @param listener is told where it cannot be read at one point in time
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
			source.selection = selector.select(source);
			RepeatedFields.refuse(environment, source.collections());
			retry.run(() -> Catalogue.requireStored(environment, source.collections()));
			return source;
		}
		catch (RuntimeException ex) {
			source.close();
			// The target, whose lock is held meanwhile, is not what failed.
			throw (ex instanceof MongoException mongo) ? EnvironmentException.of(environment, mongo) : ex;
		}
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
	 * Take a snapshot, unless a process has begun to replace the database meanwhile: then
	 * it is partly the old one and partly a new one.
	 */
	private static Optional<MongoSource> openWhole(Environment environment, TransferListener listener) {
		MongoSource source = open(environment, listener);
		return new SwapRecovery().isNeeded(environment) ? Optional.empty() : Optional.of(source);
	}

	private static MongoSource open(Environment environment, TransferListener listener) {
		MongoDatabase database = environment.mongoDatabase();
		SourceLock lock = SourceLock.of(environment);
		List<CollectionDefinition> before = Catalogue.read(database);
		for (int i = 0;; i++) {
			// Collections and indexes are no part of a snapshot, so they have to be the
			// same before and after it.
			Snapshot snapshot = Snapshot.take(environment, some(before));
			List<CollectionDefinition> after = Catalogue.read(database);
			if (isSame(before, after) || i == ATTEMPTS) {
				return new MongoSource(environment, lock, snapshot, ShardKeys.describe(environment, after), listener);
			}
			before = after;
		}
	}

	/**
	 * Return the name of a collection of which the server keeps the past, or {@code null}
	 * where all are capped or views.
	 */
	private static @Nullable String some(List<CollectionDefinition> collections) {
		return collections.stream()
			.filter((each) -> each.kind() != Kind.VIEW && !each.isCapped())
			.map(CollectionDefinition::storedName)
			.findFirst()
			.orElse(null);
	}

	private static boolean isSame(List<CollectionDefinition> before, List<CollectionDefinition> after) {
		return before.size() == after.size() && shapes(before).equals(shapes(after));
	}

	private static List<Object> shapes(List<CollectionDefinition> collections) {
		List<Object> shapes = new ArrayList<>();
		collections.stream()
			.map((each) -> List.of(each.name(), each.kind(), each.options(), each.indexes(), each.uuid()))
			.sorted((left, right) -> left.get(0).toString().compareTo(right.get(0).toString()))
			.forEach(shapes::add);
		return shapes;
	}

	private MongoSource noticed() {
		if (!isConsistent()) {
			this.listener.warned("The server of environment " + this.environment.description()
					+ " gives no snapshot, so what is written meanwhile is read in part");
		}
		this.collections.stream()
			.filter((each) -> ShardKey.UNKNOWN.equals(each.shardKey()))
			.findFirst()
			.ifPresent((each) -> this.listener.warned("Collection '" + each.name() + "' of environment "
					+ this.environment.description() + " is sharded, and the user may not read by which key (find on"
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
	 * Read it as it is now: a history stays one.
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
	 * Go on without the snapshot: everything, or a capped collection alone, of which
	 * servers have none.
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

	/**
	 * Ask for one document, as it is now: that costs less than reading a batch of the
	 * snapshot.
	 */
	@Override
	public boolean hasDocuments(CollectionDefinition collection) throws InterruptedException {
		List<Selection.Query> queries = this.selection.queries(collection.name());
		if (queries.isEmpty() && collection.documents() > 0) {
			return true;
		}
		List<BsonDocument> filters = queries.isEmpty() ? List.of(new BsonDocument())
				: queries.stream().map(Selection.Query::filter).toList();
		for (BsonDocument filter : filters) {
			if (Retry.atFirst(this.environment).call(() -> isFound(collection, filter))) {
				return true;
			}
		}
		return false;
	}

	@Override
	public List<CollectionDefinition> expected() throws InterruptedException {
		long start = System.nanoTime();
		List<CollectionDefinition> expected = new ArrayList<>();
		for (CollectionDefinition each : collections()) {
			boolean inTime = (System.nanoTime() - start) / 1_000_000 < COUNT_MILLIS;
			OptionalLong selected = (each.kind() != Kind.VIEW && inTime) ? selectedDocuments(each)
					: OptionalLong.empty();
			expected.add(selected.isEmpty() ? each
					: each.withSize(selected.getAsLong(), SourceSize.part(each, each.bytes(), selected)));
		}
		return List.copyOf(expected);
	}

	@Override
	public OptionalLong selectedDocuments(CollectionDefinition collection) throws InterruptedException {
		OptionalLong counted = this.counted.get(collection.name());
		if (counted == null) {
			counted = count(collection);
			this.counted.put(collection.name(), counted);
		}
		return counted;
	}

	private OptionalLong count(CollectionDefinition collection) throws InterruptedException {
		List<Selection.Query> queries = this.selection.queries(collection.name());
		if (queries.isEmpty()) {
			return OptionalLong.of(collection.documents());
		}
		long start = System.nanoTime();
		long documents = 0;
		for (Selection.Query query : queries) {
			long left = COUNT_MILLIS - (System.nanoTime() - start) / 1_000_000;
			if (left <= 0) {
				return OptionalLong.empty();
			}
			try {
				documents += Retry.atFirst(this.environment).call(() -> count(collection, query, left));
			}
			catch (EnvironmentException ex) {
				if (ex.getCause() instanceof MongoExecutionTimeoutException) {
					return OptionalLong.empty();
				}
				throw ex;
			}
		}
		return OptionalLong.of(documents);
	}

	private long count(CollectionDefinition collection, Selection.Query query, long millis) {
		return this.environment.mongoDatabase()
			.getCollection(collection.storedName())
			.countDocuments(query.filter(), new CountOptions().maxTime(millis, TimeUnit.MILLISECONDS));
	}

	private boolean isFound(CollectionDefinition collection, BsonDocument filter) {
		return this.environment.mongoDatabase()
			.getCollection(collection.storedName())
			.find(filter)
			.projection(Projections.include("_id"))
			.first() != null;
	}

	@Override
	public long bytesOnDisk() throws InterruptedException {
		Document stats = Retry.atFirst(this.environment)
			.call(() -> this.environment.mongoDatabase().runCommand(new Document("dbStats", 1)));
		return size(stats, "storageSize") + size(stats, "indexSize");
	}

	@Override
	public OptionalLong selectedBytesOnDisk() throws InterruptedException {
		long bytes = 0;
		for (CollectionDefinition collection : collections()) {
			OptionalLong selected = (collection.kind() == Kind.VIEW) ? OptionalLong.of(0)
					: selectedDocuments(collection);
			if (selected.isEmpty()) {
				return selected;
			}
			if (collection.kind() != Kind.VIEW) {
				Document stats = Retry.atFirst(this.environment)
					.call(() -> Catalogue.stats(this.environment.mongoDatabase(), collection.storedName()));
				bytes += SourceSize.part(collection, StorageSize.of(stats), selected);
			}
		}
		return OptionalLong.of(bytes);
	}

	private static long size(Document stats, String field) {
		return (stats.get(field) instanceof Number number) ? number.longValue() : 0;
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
	 * All that is not read to its end is read as it is now.
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
