package io.monarch.compare;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

import com.mongodb.MongoException;
import com.mongodb.client.MongoIterable;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionSource;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A side that is open for reading, at one point in time if that is possible.
 */
interface OpenSide extends AutoCloseable {

	/**
	 * Return the names of all collections, including those that are not compared.
	 */
	Set<String> names();

	/**
	 * Return the source of the compared collections.
	 */
	CollectionSource source();

	/**
	 * Find the stored documents with some values of {@code _id}.
	 * @param ids the values
	 * @return the documents that were found, by the hash of their {@code _id}; if several
	 * have the same, one of them
	 */
	Map<Long, BsonDocument> find(CollectionDefinition collection, Collection<BsonValue> ids)
			throws InterruptedException;

	/**
	 * Return the measurements of a time series.
	 * @return the measurements, or {@code null} if only the stored buckets can be read
	 */
	@Nullable MongoIterable<BsonDocument> measurements(CollectionDefinition series);

	/**
	 * Describe a failure of its server.
	 */
	MonarchException failure(MongoException failure);

	/**
	 * Tell whether several collections may be read at once.
	 */
	boolean isConcurrent();

	@Override
	void close();

}
