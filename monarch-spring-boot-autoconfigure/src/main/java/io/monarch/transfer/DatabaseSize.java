package io.monarch.transfer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import com.mongodb.MongoException;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import org.bson.Document;

/**
 * The size of a database, without Monarch's own collections.
 *
 * @param collections the number of collections
 * @param documents the number of stored documents
 * @param buckets the number of these that are buckets of time series
 * @param bytes their size, uncompressed
 */
public record DatabaseSize(long collections, long documents, long buckets, long bytes) {

	/**
	 * Query the size. System collections, such as the definitions of views, are not
	 * included, since they are not copied.
	 * @param environment the environment of the database
	 * @return the size
	 */
	public static DatabaseSize of(Environment environment) {
		try {
			OwnCollections ours = OwnCollections.of(environment.mongoDatabase());
			List<CollectionDefinition> found = Catalogue.names(environment.mongoDatabase())
				.values()
				.stream()
				.filter((each) -> ours.isData(each.name()))
				.toList();
			long documents = 0;
			long buckets = 0;
			long bytes = 0;
			for (CollectionDefinition each : found) {
				Document stats = stats(environment, each);
				documents += number(stats, "count");
				buckets += each.isTimeSeries() ? number(stats, "count") : 0;
				bytes += number(stats, "size");
			}
			return new DatabaseSize(found.size(), documents, buckets, bytes);
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
		}
	}

	/**
	 * Query the sizes of some collections.
	 * @param environment the environment of the database
	 * @param names the names of the collections
	 * @return the sizes of those that exist; views have no documents
	 */
	public static List<CollectionSummary> of(Environment environment, Collection<String> names) {
		try {
			List<CollectionSummary> sizes = new ArrayList<>();
			for (String name : names) {
				CollectionDefinition found = Catalogue.find(environment.mongoDatabase(), name);
				if (found != null) {
					Document stats = stats(environment, found);
					sizes.add(new CollectionSummary(name, number(stats, "count"), number(stats, "size"),
							(int) number(stats, "nindexes"), found.isTimeSeries()));
				}
			}
			return sizes;
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
		}
	}

	/**
	 * Views have no documents of their own.
	 */
	private static Document stats(Environment environment, CollectionDefinition collection) {
		return (collection.kind() == CollectionDefinition.Kind.VIEW) ? new Document()
				: Catalogue.stats(environment.mongoDatabase(), collection.storedName());
	}

	private static long number(Document stats, String field) {
		return (stats.get(field) instanceof Number number) ? number.longValue() : 0;
	}

}
