package io.monarch.transfer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import com.mongodb.MongoException;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import org.bson.Document;

/**
 * How much a database holds, without what Monarch keeps there for itself.
 *
 * @param collections how many collections
 * @param documents how many documents
 * @param bytes how large they are, uncompressed
 */
public record DatabaseSize(long collections, long documents, long bytes) {

	/**
	 * Ask the server.
	 * @param environment the environment whose database it is
	 * @return the size
	 */
	public static DatabaseSize of(Environment environment) {
		try {
			Document stats = environment.mongoDatabase().runCommand(new Document("dbStats", 1));
			long collections = 0;
			long own = 0;
			OwnCollections ours = OwnCollections.of(environment.mongoDatabase());
			for (String name : environment.mongoDatabase().listCollectionNames()) {
				collections += ours.isData(name) ? 1 : 0;
				own += ours.contains(name) ? environment.mongoDatabase().getCollection(name).estimatedDocumentCount()
						: 0;
			}
			return new DatabaseSize(collections, Math.max(number(stats, "objects") - own, 0),
					number(stats, "dataSize"));
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
		}
	}

	/**
	 * Ask the server for the sizes of some collections.
	 * @param environment the environment whose database it is
	 * @param names the names of the collections
	 * @return the sizes of those that there are; views have no documents
	 */
	public static List<CollectionSummary> of(Environment environment, Collection<String> names) {
		try {
			List<CollectionSummary> sizes = new ArrayList<>();
			for (String name : names) {
				CollectionDefinition found = Catalogue.find(environment.mongoDatabase(), name);
				if (found != null) {
					boolean view = found.kind() == CollectionDefinition.Kind.VIEW;
					Document stats = view ? new Document()
							: Catalogue.stats(environment.mongoDatabase(), found.storedName());
					sizes.add(new CollectionSummary(name, number(stats, "count"), number(stats, "size"),
							(int) number(stats, "nindexes")));
				}
			}
			return sizes;
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
		}
	}

	private static long number(Document stats, String field) {
		return (stats.get(field) instanceof Number number) ? number.longValue() : 0;
	}

}
