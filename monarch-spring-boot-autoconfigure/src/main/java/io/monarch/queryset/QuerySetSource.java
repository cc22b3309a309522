package io.monarch.queryset;

import java.util.Set;

import com.mongodb.client.MongoIterable;
import io.monarch.environment.Environment;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;

/**
 * The source from which query sets read.
 */
public interface QuerySetSource {

	/**
	 * Return the environment.
	 * @return the environment
	 */
	Environment environment();

	/**
	 * Return the names of the collections.
	 * @return the names
	 */
	Set<String> collectionNames();

	/**
	 * Tell whether a part of a collection can be selected, which is not possible for
	 * views and time-series collections.
	 * @param collection its name
	 * @return whether it can
	 */
	boolean isDivisible(String collection);

	/**
	 * Tell whether a collection is the history of an application's migrations, of this
	 * application or of another one that uses the database.
	 * @param collection its name
	 * @return whether it is
	 */
	boolean isHistory(String collection);

	/**
	 * Find documents, at the point in time of the copy.
	 * @param collection the name of the collection
	 * @param filter selects the documents
	 * @param projection selects their fields; if empty, all
	 * @return the documents
	 */
	MongoIterable<BsonDocument> find(String collection, Bson filter, Bson projection);

}
