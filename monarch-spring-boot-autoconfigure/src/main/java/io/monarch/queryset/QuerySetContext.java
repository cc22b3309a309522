package io.monarch.queryset;

import java.util.List;
import java.util.function.UnaryOperator;

import com.mongodb.client.MongoIterable;
import io.monarch.environment.Environment;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The context of a query set, with methods to select, mask and read. Everything is read
 * at the point in time of the copy.
 */
public interface QuerySetContext {

	/**
	 * Return the environment that is read.
	 * @return the environment
	 */
	Environment environment();

	/**
	 * Read the {@code _id} of documents.
	 * @param <T> the type of the ids
	 * @param collection the name of the collection
	 * @param filter selects the documents
	 * @return the ids
	 */
	<T> List<T> ids(String collection, Bson filter);

	/**
	 * Read the distinct values of a field.
	 * @param <T> the type of the values
	 * @param collection the name of the collection
	 * @param filter selects the documents
	 * @param field the name of the field, with dots if it is nested; for an array, its
	 * elements are read
	 * @return the values
	 */
	<T> List<T> values(String collection, Bson filter, String field);

	/**
	 * Read documents.
	 * @param collection the name of the collection
	 * @param filter selects the documents
	 * @return the documents
	 */
	MongoIterable<Document> find(String collection, Bson filter);

	/**
	 * Include some documents of a collection. Several calls add up, and each document is
	 * included once.
	 * @param collection the name of the collection
	 * @param filter selects the documents; it may contain an {@code $in} with any number
	 * of values
	 */
	void dumpCollection(String collection, Bson filter);

	/**
	 * Include all of a collection.
	 * @param collection the name of the collection
	 */
	void dumpCollection(String collection);

	/**
	 * Exclude all collections that are not mentioned.
	 */
	void only();

	/**
	 * Exclude some collections.
	 * @param collections the names
	 */
	void exclude(String... collections);

	/**
	 * Prompt for a parameter, or use the value of {@code --param name=value}.
	 * @param <T> the type
	 * @param name the name of the parameter
	 * @param question the question
	 * @param type a string, a number, a boolean, an ObjectId, a LocalDate, an Instant or
	 * an enum
	 * @return the value
	 */
	<T> T prompt(String name, String question, Class<T> type);

	/**
	 * Print a line for the user who runs the query set.
	 * @param line the line
	 */
	void say(String line);

	/**
	 * Replace the values of a field before they leave the process.
	 * @param collection the name of the collection
	 * @param field the name of the field, with dots if it is nested, also through arrays;
	 * a document without it is unchanged, but the query set is refused if no document of
	 * the collection has it
	 * @param mask the mask
	 */
	void mask(String collection, String field, Mask mask);

	/**
	 * Replace the values of a field that may not exist in any document, before they leave
	 * the process.
	 * @param collection the name of the collection
	 * @param field the name of the field, with dots if it is nested, also through arrays
	 * @param mask the mask
	 */
	void maskIfPresent(String collection, String field, Mask mask);

	/**
	 * Change documents before they leave the process. Their {@code _id} must not change.
	 * @param collection the name of the collection
	 * @param change returns the document to copy instead
	 */
	void transform(String collection, UnaryOperator<Document> change);

}
