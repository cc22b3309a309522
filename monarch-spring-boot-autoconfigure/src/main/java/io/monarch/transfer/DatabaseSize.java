package io.monarch.transfer;

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

	private static long number(Document stats, String field) {
		return (stats.get(field) instanceof Number number) ? number.longValue() : 0;
	}

}
