package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Projections;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.queryset.Selection;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonDocument;
import org.bson.Document;

/**
 * The size of a selection: documents, and bytes on disk. The numbers are current ones,
 * not those of the snapshot, and each is queried once.
 */
final class SelectionSize {

	/** An estimate is not worth more time. */
	private static final long COUNT_MILLIS = 5000;

	private final Environment environment;

	private final Selection selection;

	/** The numbers of documents that were queried, by the name of the collection. */
	private final Map<String, OptionalLong> counted = new ConcurrentHashMap<>();

	SelectionSize(Environment environment, Selection selection) {
		this.environment = environment;
		this.selection = selection;
	}

	/**
	 * Tell whether any document of a collection is selected. This reads one current
	 * document, which costs less than a batch of the snapshot.
	 */
	boolean hasDocuments(CollectionDefinition collection) throws InterruptedException {
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

	private boolean isFound(CollectionDefinition collection, BsonDocument filter) {
		return this.environment.mongoDatabase()
			.getCollection(collection.storedName())
			.find(filter)
			.projection(Projections.include("_id"))
			.first() != null;
	}

	/**
	 * Return collections with the sizes of their selected documents, if they can be
	 * counted in time.
	 */
	List<CollectionDefinition> expected(List<CollectionDefinition> collections) throws InterruptedException {
		long start = System.nanoTime();
		List<CollectionDefinition> expected = new ArrayList<>();
		for (CollectionDefinition each : collections) {
			boolean inTime = (System.nanoTime() - start) / 1_000_000 < COUNT_MILLIS;
			OptionalLong selected = (each.kind() != Kind.VIEW && inTime) ? documents(each) : OptionalLong.empty();
			expected.add(selected.isEmpty() ? each
					: each.withSize(selected.getAsLong(), SourceSize.part(each, each.bytes(), selected)));
		}
		return List.copyOf(expected);
	}

	/**
	 * Return the number of selected documents of a collection, or empty if they cannot be
	 * counted in time.
	 */
	OptionalLong documents(CollectionDefinition collection) throws InterruptedException {
		OptionalLong known = this.counted.get(collection.name());
		if (known == null) {
			known = count(collection);
			this.counted.put(collection.name(), known);
		}
		return known;
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

	/**
	 * Return the size of the whole database on disk, including its indexes.
	 */
	long bytesOnDiskOfAll() throws InterruptedException {
		Document stats = Retry.atFirst(this.environment)
			.call(() -> this.environment.mongoDatabase().runCommand(new Document("dbStats", 1)));
		return size(stats, "storageSize") + size(stats, "indexSize");
	}

	private static long size(Document stats, String field) {
		return (stats.get(field) instanceof Number number) ? number.longValue() : 0;
	}

	/**
	 * Return the size of the selected documents of collections on disk, or empty if they
	 * cannot be counted in time.
	 */
	OptionalLong bytesOnDisk(List<CollectionDefinition> collections) throws InterruptedException {
		long bytes = 0;
		for (CollectionDefinition collection : collections) {
			if (collection.kind() != Kind.VIEW) {
				OptionalLong selected = documents(collection);
				if (selected.isEmpty()) {
					return selected;
				}
				Document stats = Retry.atFirst(this.environment)
					.call(() -> Catalogue.stats(this.environment.mongoDatabase(), collection.storedName()));
				bytes += SourceSize.part(collection, StorageSize.of(stats), selected);
			}
		}
		return OptionalLong.of(bytes);
	}

}
