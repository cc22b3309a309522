package io.monarch.compare;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import com.mongodb.MongoException;
import com.mongodb.client.MongoIterable;
import com.mongodb.client.model.Filters;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.MonarchException;
import io.monarch.queryset.QuerySetSource;
import io.monarch.queryset.Selection;
import io.monarch.queryset.Selector;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionSource;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.TransferListener;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * The database of an environment.
 */
final class EnvironmentSide implements OpenSide {

	private final Environment environment;

	private final Set<String> names;

	private final QuerySetSource queries;

	private final CollectionSource source;

	private EnvironmentSide(Environment environment, QuerySetSource queries, CollectionSource source) {
		this.environment = environment;
		this.names = queries.collectionNames();
		this.queries = queries;
		this.source = source;
	}

	static EnvironmentSide open(Environment environment, ComparisonOptions options, TransferListener listener)
			throws InterruptedException {
		AtomicReference<QuerySetSource> queries = new AtomicReference<>();
		Selector selector = (source) -> {
			queries.set(source);
			return Selection.ofCollections(source.collectionNames().stream().filter(options::includes).toList());
		};
		CollectionSource opened = EnvironmentReader.of(selector).open(environment, listener);
		return new EnvironmentSide(environment, Objects.requireNonNull(queries.get()), opened);
	}

	@Override
	public Set<String> names() {
		return this.names;
	}

	@Override
	public CollectionSource source() {
		return this.source;
	}

	@Override
	public Map<Long, BsonDocument> find(CollectionDefinition collection, Collection<BsonValue> ids) {
		Fingerprints fingerprints = new Fingerprints();
		Map<Long, BsonDocument> found = new HashMap<>();
		try {
			// One by one, since large documents do not fit into one reply.
			for (BsonValue id : ids) {
				for (BsonDocument document : this.queries.find(collection.storedName(), Filters.eq("_id", id),
						new BsonDocument())) {
					found.put(fingerprints.hash(Fingerprints.id(document)), document);
				}
			}
		}
		catch (MongoException ex) {
			throw failure(ex);
		}
		return found;
	}

	@Override
	public MongoIterable<BsonDocument> measurements(CollectionDefinition series) {
		return this.queries.find(series.name(), new BsonDocument(), new BsonDocument());
	}

	@Override
	public MonarchException failure(MongoException failure) {
		return EnvironmentException.of(this.environment, failure);
	}

	@Override
	public boolean isConcurrent() {
		return true;
	}

	@Override
	public void close() {
		this.source.close();
	}

}
