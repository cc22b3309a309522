package io.monarch.transfer;

import java.util.List;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.bson.RawBsonDocument;

/**
 * Refuses a source without data: otherwise, a wrong database, file or selection would
 * empty a database, or count as a good backup.
 */
public final class EmptySource {

	private static final String AND_NO_COLLECTIONS = " and no collections";

	private static final String BUT_HISTORY = " but the history of its migrations";

	private EmptySource() {
	}

	/**
	 * Refuse a source that holds no documents. Views have none, and neither histories of
	 * migrations nor stored functions count, since they do not prove that a database is
	 * in use.
	 * @param source the source
	 * @param from the description of the source
	 * @throws MonarchException if it is empty
	 * @throws InterruptedException if the transfer was cancelled
	 */
	public static void refuse(CollectionSource source, String from) throws InterruptedException {
		for (CollectionDefinition collection : source.collections()) {
			if (canBeData(collection) && source.hasDocuments(collection) && !source.isHistory(collection)) {
				return;
			}
		}
		throw empty(from, butHolds(source));
	}

	/**
	 * Refuse an environment without documents, regardless of the selection, so that the
	 * user is not asked first.
	 * @param environment the environment to read
	 * @throws MonarchException if it is empty, or cannot be read
	 */
	public static void refuse(Environment environment) {
		environment.requireReadable();
		try {
			MongoDatabase database = environment.mongoDatabase();
			OwnCollections ours = OwnCollections.of(database);
			boolean history = false;
			boolean any = false;
			for (CollectionDefinition each : Catalogue.names(database).values()) {
				if (!ours.isData(each.name())) {
					continue;
				}
				any = true;
				if (isHistory(environment, each)) {
					history = true;
				}
				else if (canBeData(each)
						&& database.getCollection(each.storedName(), RawBsonDocument.class).find().first() != null) {
					return;
				}
			}
			throw empty("environment " + environment.description(),
					history ? BUT_HISTORY : any ? "" : AND_NO_COLLECTIONS);
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
		}
	}

	private static boolean isHistory(Environment environment, CollectionDefinition collection) {
		return Histories.isNamed(environment, collection.name())
				|| (Histories.canBe(collection) && Histories.isHistory(environment.mongoDatabase(), collection.name()));
	}

	private static MonarchException empty(String from, String but) {
		return new MonarchException(Kind.BAD_INPUT, capitalized(from) + " holds no documents" + but + ".",
				"Nothing was changed. Check the name and the selection, or add --allow-empty if it is meant to be "
						+ "empty.");
	}

	/**
	 * Refuse explicitly named collections without documents. Only views are accepted.
	 * @param source the source
	 * @param from the description of the source
	 * @throws MonarchException if it is empty
	 * @throws InterruptedException if the transfer was cancelled
	 */
	public static void refuseNamed(CollectionSource source, String from) throws InterruptedException {
		List<CollectionDefinition> stored = source.collections()
			.stream()
			.filter((each) -> each.kind() != CollectionDefinition.Kind.VIEW)
			.toList();
		for (CollectionDefinition collection : stored) {
			if (source.hasDocuments(collection)) {
				return;
			}
		}
		if (!stored.isEmpty()) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Collection '" + stored.get(0).name() + "' of " + from + " holds no documents.",
					"Nothing was changed. Add --allow-empty if the collection is meant to be empty.");
		}
	}

	private static String butHolds(CollectionSource source) throws InterruptedException {
		if (source.collections().isEmpty()) {
			return AND_NO_COLLECTIONS;
		}
		for (CollectionDefinition collection : source.collections()) {
			if (source.isHistory(collection)) {
				return BUT_HISTORY;
			}
		}
		return "";
	}

	private static String capitalized(String words) {
		return Character.toUpperCase(words.charAt(0)) + words.substring(1);
	}

	/**
	 * Tell whether documents of a collection are data of users, unless it is a history.
	 */
	private static boolean canBeData(CollectionDefinition collection) {
		return collection.kind() != CollectionDefinition.Kind.VIEW && !Catalogue.isSystem(collection.name());
	}

}
