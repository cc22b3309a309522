package io.monarch.transfer;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchCollections;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Validates names of collections with data, by the rules of MongoDB 5.0 to 6.0, for
 * copies, backups and dumps of every format.
 */
public final class CollectionNames {

	private static final int NAMESPACE_MAXIMUM = 255;

	private static final int NAMESPACE_MAXIMUM_BEFORE_4_4 = 120;

	private CollectionNames() {
	}

	/**
	 * Return why a name is not valid for a collection with data.
	 * @param name the name
	 * @return the reason, as the end of a sentence such as {@code it contains '$'}, or
	 * {@code null} if the name is valid
	 */
	public static @Nullable String problem(String name) {
		if (name.isEmpty()) {
			return "it is empty";
		}
		if (name.indexOf('\0') >= 0) {
			return "it contains a null character";
		}
		if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
			return "it contains an unpaired surrogate, which is not a valid character";
		}
		if (name.startsWith(".")) {
			return "it begins with a dot";
		}
		if (name.indexOf('$') >= 0) {
			return "it contains '$'";
		}
		if (name.contains(".system.")) {
			return "it contains '.system.'";
		}
		if (Catalogue.isSystem(name) && !name.equals(Catalogue.FUNCTIONS)) {
			return "MongoDB reserves names that begin with 'system.'";
		}
		if (name.equals(MonarchCollections.LOCK)) {
			return "Monarch reserves it for its lock";
		}
		return null;
	}

	/**
	 * Return the run after which a collection is named. The name alone does not make the
	 * collection Monarch's: the record of the lock has to name the run.
	 * @param name the name
	 * @return the run, or {@code null} if the name does not have exactly the form of
	 * Monarch's temporary collections
	 */
	public static @Nullable String runOf(String name) {
		return Staging.runOf(CollectionDefinition.nameOfStored(name));
	}

	/**
	 * Require that collections with the name of a history of migrations can hold one.
	 * @param environment an environment of the application, which names its history
	 * @param collections the collections
	 * @throws MonarchException if one cannot
	 */
	static void requireHistory(Environment environment, List<CollectionDefinition> collections) {
		for (CollectionDefinition collection : collections) {
			if (Histories.isNamed(environment, collection.name())
					&& (collection.kind() != CollectionDefinition.Kind.COLLECTION || collection.isCapped())) {
				throw new MonarchException(Kind.BAD_INPUT,
						"'" + collection.name() + "' is " + switch (collection.kind()) {
							case COLLECTION -> "a capped collection";
							case TIME_SERIES -> "a time series";
							case VIEW -> "a view";
						} + ", and cannot hold the history of the migrations, which is always transferred with the "
								+ "data.",
						"Nothing was changed. Rename it in the source.");
			}
		}
	}

	/**
	 * Require that an environment can hold a collection.
	 * @param environment the environment
	 * @param collection the collection
	 * @throws MonarchException if its name is not valid, or too long together with the
	 * name of the database
	 */
	public static void require(Environment environment, CollectionDefinition collection) {
		String problem = problem(collection.name());
		if (problem != null) {
			throw new MonarchException(
					Kind.BAD_INPUT, "Collection '" + collection.name() + "' cannot be in environment "
							+ environment.description() + ": " + problem + ".",
					"Nothing was changed. Exclude it with a query set or --only.");
		}
		String namespace = environment.database() + "." + collection.storedName();
		int length = namespace.getBytes(StandardCharsets.UTF_8).length;
		if (length > NAMESPACE_MAXIMUM_BEFORE_4_4 && length > maximum(environment.mongoDatabase())) {
			throw new MonarchException(Kind.FAILED,
					"Collection '" + collection.name() + "' cannot be in environment " + environment.description()
							+ ": with the name of the database it has " + length + " bytes, but a server allows at "
							+ "most " + maximum(environment.mongoDatabase()) + ".",
					"Use a database with a shorter name.");
		}
	}

	private static int maximum(MongoDatabase database) {
		return Servers.hasLongNames(database) ? NAMESPACE_MAXIMUM : NAMESPACE_MAXIMUM_BEFORE_4_4;
	}

}
