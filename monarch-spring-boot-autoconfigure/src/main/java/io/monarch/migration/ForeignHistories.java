package io.monarch.migration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.mongodb.MongoCommandException;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.monarch.environment.Environment;
import io.monarch.environment.HistoryForm;
import io.monarch.environment.MonarchCollections;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NaturalOrder;
import io.monarch.foreign.ForeignTool;
import io.monarch.foreign.ToolHistories;
import io.monarch.foreign.ToolHistory;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Searches the other histories of a database for migrations of this application, which
 * would otherwise run again: {@code monarch.migration.collection} may have been changed,
 * or another tool may have run them.
 */
final class ForeignHistories {

	private static final int UNAUTHORIZED = 13;

	private static final Set<String> RAN = Set.of("COMPLETED", "FAILED", "PROCESSING");

	private final MigrationBeans beans;

	private final ForeignHistory policy;

	private final List<HistoryImportRequest> named;

	ForeignHistories(MigrationBeans beans, MigrationSettings settings) {
		this.beans = beans;
		this.policy = settings.foreignHistory();
		this.named = settings.foreignHistoryFrom();
	}

	/**
	 * Require that no other history has migrations of this application. If the history of
	 * this application has records, there is no search. But it also has the entries for
	 * which an import found no migration.
	 * @param environment the environment
	 * @param history the history of this application
	 * @param pending the ids of the migrations that would run
	 * @return the histories of other tools that have to be imported first
	 * @throws MonarchException if another history has migrations of this application
	 */
	List<ToolHistory> check(Environment environment, Map<String, MigrationRecord> history, List<String> pending) {
		if (this.policy == ForeignHistory.IGNORE) {
			return List.of();
		}
		ToolHistorySelection selection = new ToolHistorySelection(environment, this.policy, this.named,
				this.beans.continuedHistories());
		if (!history.isEmpty()) {
			List<ToolHistory> left = new ArrayList<>(importedBefore(environment, history, pending));
			if (this.policy == ForeignHistory.IMPORT) {
				left.addAll(selection.notImported(history));
			}
			return left;
		}
		List<ToolHistory> tools = new ArrayList<>();
		for (String collection : collections(environment)) {
			Optional<BsonDocument> first = first(environment, collection);
			if (first.filter(HistoryForm::isRecord).isPresent()) {
				Set<String> known = ownIds(environment, collection);
				if (!known.isEmpty()) {
					throw refusal(environment, collection, known);
				}
			}
			first.flatMap((document) -> ofTool(environment, collection, document)).ifPresent(tools::add);
		}
		return selection.select(tools);
	}

	/**
	 * Require that no pending migration is one that an import found in the other history
	 * when this application did not have it yet.
	 */
	private List<ToolHistory> importedBefore(Environment environment, Map<String, MigrationRecord> history,
			List<String> pending) {
		for (MigrationRecord record : history.values()) {
			Set<String> left = ImportRecord.withoutMigration(record);
			Optional<MigrationDefinition> known = pending.stream()
				.flatMap((id) -> this.beans.find(id).stream())
				.filter((definition) -> isAmong(definition, left))
				.findFirst();
			if (known.isPresent()) {
				String collection = ImportRecord.collection(record);
				if (this.policy == ForeignHistory.IMPORT) {
					return List.of(new ToolHistories(environment.mongoDatabase()).require(collection, null));
				}
				throw new MonarchException(Kind.BAD_INPUT,
						"Migration '" + known.get().id() + "' is pending on environment " + environment.description()
								+ ", but the history in collection '" + collection
								+ "' has it. It was imported when this application did not have the migration."
								+ " Nothing was changed.",
						"Import the history again: 'monarch import-history " + environment.name() + " --collection "
								+ collection + "'." + environment.nameHint());
			}
		}
		return List.of();
	}

	private static boolean isAmong(MigrationDefinition definition, Set<String> entries) {
		return entries.contains(definition.id()) || definition.formerly().stream().anyMatch(entries::contains);
	}

	/**
	 * Find the histories of other tools.
	 */
	static List<ToolHistory> ofTools(Environment environment, List<String> collections) {
		List<ToolHistory> found = new ArrayList<>();
		for (String collection : collections) {
			first(environment, collection).flatMap((document) -> ofTool(environment, collection, document))
				.ifPresent(found::add);
		}
		return found;
	}

	private static Optional<ToolHistory> ofTool(Environment environment, String collection, BsonDocument first) {
		return new ToolHistories(environment.mongoDatabase()).find(collection, first);
	}

	private static Optional<BsonDocument> first(Environment environment, String collection) {
		try {
			return Optional.ofNullable(environment.mongoDatabase()
				.withReadPreference(ReadPreference.primary())
				.getCollection(collection, BsonDocument.class)
				.find()
				.limit(1)
				.first());
		}
		catch (MongoCommandException ex) {
			requireUnauthorized(ex); // the history of another user's application
			return Optional.empty();
		}
	}

	private MonarchException refusal(Environment environment, String collection, Set<String> known) {
		String own = environment.historyCollection();
		String first = known.iterator().next();
		String which = (known.size() == 1) ? "the migration '" + first + "' of this application"
				: known.size() + " migrations of this application, such as '" + first + "'";
		String rename = "db.getSiblingDB(\"" + environment.database() + "\").getCollection(\"" + collection
				+ "\").renameCollection(\"" + own + "\")";
		return new MonarchException(Kind.BAD_INPUT,
				"The history of environment " + environment.description() + " in collection '" + own
						+ "' is empty, but the history in collection '" + collection + "' has " + which
						+ ". Nothing was changed, since all of them would run again.",
				"If monarch.migration.collection was changed, stop the previous version and rename the collection in "
						+ "mongosh: " + rename + " . If '" + collection
						+ "' belongs to another application, set monarch.migration.foreign-history to 'ignore'.");
	}

	/**
	 * Return the ids of this application's migrations that are in a history. A record
	 * with a different class belongs to another application's migration with the same id.
	 * A record without a class may belong to this application.
	 */
	private Set<String> ownIds(Environment environment, String collection) {
		List<String> ids = this.beans.definitions().stream().map(MigrationDefinition::id).toList();
		MongoDatabase database = environment.mongoDatabase().withReadPreference(ReadPreference.primary());
		Set<String> known = new TreeSet<>(NaturalOrder.INSTANCE);
		try {
			for (BsonDocument document : database.getCollection(collection, BsonDocument.class)
				.find(Filters.in("_id", ids))) {
				if (HistoryForm.isRecordOfMonarch(document) && RAN.contains(document.getString("state").getValue())
						&& isOwn(document)) {
					known.add(document.getString("_id").getValue());
				}
			}
		}
		catch (MongoCommandException ex) {
			requireUnauthorized(ex); // the history of another user's application
		}
		return known;
	}

	private boolean isOwn(BsonDocument record) {
		String type = text(record, MigrationRecord.CLASS);
		Optional<String> own = this.beans.find(record.getString("_id").getValue()).map(this.beans::typeName);
		return type == null || own.isEmpty() || own.get().equals(type);
	}

	private static @Nullable String text(BsonDocument record, String field) {
		return (record.get(field) instanceof BsonString text) ? text.getValue() : null;
	}

	/**
	 * Return the collections that may be a history with another name, the default one
	 * first.
	 */
	static List<String> collections(Environment environment) {
		Set<String> none = Set.of(environment.historyCollection(), MonarchCollections.LOCK);
		List<String> collections = new ArrayList<>();
		try {
			Set<String> names = new HashSet<>();
			for (Document each : environment.mongoDatabase().listCollections()) {
				if ("collection".equals(each.get("type", "collection"))) {
					names.add(each.getString("name"));
				}
			}
			if (names.remove(MonarchCollections.HISTORY)) {
				collections.add(MonarchCollections.HISTORY);
			}
			names.stream().filter((name) -> !name.startsWith("system.")).sorted().forEach(collections::add);
		}
		catch (MongoCommandException ex) {
			requireUnauthorized(ex);
			collections.add(MonarchCollections.HISTORY);
			Arrays.stream(ForeignTool.values()).map(ForeignTool::collection).forEach(collections::add);
		}
		collections.removeAll(none);
		return collections;
	}

	private static void requireUnauthorized(MongoCommandException failure) {
		if (failure.getErrorCode() != UNAUTHORIZED) {
			throw failure;
		}
	}

}
