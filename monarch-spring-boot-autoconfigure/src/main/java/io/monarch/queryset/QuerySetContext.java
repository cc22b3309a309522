package io.monarch.queryset;

import java.util.List;
import java.util.function.UnaryOperator;

import com.mongodb.client.MongoIterable;
import io.monarch.environment.Environment;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * What a query set can say, and read. Everything is read at the point in time of the
 * copy.
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
	 * @param filter which documents
	 * @return the ids
	 */
	<T> List<T> ids(String collection, Bson filter);

	/**
	 * Read a field of documents, each of its values once.
	 * @param <T> the type of the values
	 * @param collection the name of the collection
	 * @param filter which documents
	 * @param field the name of the field, with dots where it is a nested one; of an
	 * array, its elements are read
	 * @return the values
	 */
	<T> List<T> values(String collection, Bson filter, String field);

	/**
	 * Read documents.
	 * @param collection the name of the collection
	 * @param filter which documents
	 * @return the documents
	 */
	MongoIterable<Document> find(String collection, Bson filter);

	/**
	 * Take some documents of a collection. Several calls add up, and each document is
	 * taken once.
	 * @param collection the name of the collection
	 * @param filter which documents; an {@code $in} of any number of values will do
	 */
	void dumpCollection(String collection, Bson filter);

	/**
	 * Take a whole collection.
	 * @param collection the name of the collection
	 */
	void dumpCollection(String collection);

	/**
	 * Leave out all collections that are not mentioned.
	 */
	void only();

	/**
	 * Leave out some collections.
	 * @param collections the names
	 */
	void exclude(String... collections);

	/**
	 * Ask for a parameter, or take it from {@code --param name=value}.
	 * @param <T> the type
	 * @param name the name of the parameter
	 * @param question what to ask
	 * @param type a string, a number, a boolean, an ObjectId, a LocalDate, an Instant or
	 * an enum
	 * @return the value
	 */
	<T> T prompt(String name, String question, Class<T> type);

	/**
	 * Print a line for the user who runs the query set.
	 * @param line what to tell
	 */
	void say(String line);

	/**
	 * Replace the values of a field before they leave the process.
	 * @param collection the name of the collection
	 * @param field the name of the field, with dots where it is a nested one, also
	 * through arrays; a document without it stays as it is, but the query set is refused
	 * if no document of the collection has it
	 * @param mask how to replace them
	 */
	void mask(String collection, String field, Mask mask);

	/**
	 * Replace the values of a field that perhaps no document has, before they leave the
	 * process.
	 * @param collection the name of the collection
	 * @param field the name of the field, with dots where it is a nested one, also
	 * through arrays
	 * @param mask how to replace them
	 */
	void maskIfPresent(String collection, String field, Mask mask);

	/**
	 * Change documents before they leave the process. Their {@code _id} has to stay.
	 * @param collection the name of the collection
	 * @param change returns what is copied instead of a document
	 */
	void transform(String collection, UnaryOperator<Document> change);

}
