package io.monarch.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a command that a migration sends.
 *
 * @param name the name of the command
 * @param database the name of the database that it is sent to
 * @param command the command
 */
record SentCommand(String name, String database, BsonDocument command) {

	/** Commands that change nothing, whatever the database. */
	private static final Set<String> READS = Set.of("find", "aggregate", "count", "distinct", "getMore", "killCursors",
			"hello", "isMaster", "ping", "buildInfo", "buildinfo", "listCollections", "listIndexes", "listDatabases",
			"serverStatus", "getParameter", "collStats", "collstats", "dbStats", "dbstats", "connectionStatus",
			"explain", "endSessions", "commitTransaction", "abortTransaction", "saslStart", "saslContinue", "hostInfo",
			"dataSize", "validate", "usersInfo", "rolesInfo", "refreshSessions", "startSession", "killOp", "currentOp",
			"listCommands", "whatsmyuri", "features", "getLog", "top", "replSetGetStatus", "getCmdLineOpts");

	private static final Set<String> USERS = Set.of("createUser", "updateUser", "dropUser", "dropAllUsersFromDatabase",
			"grantRolesToUser", "revokeRolesFromUser", "createRole", "updateRole", "dropRole",
			"dropAllRolesFromDatabase", "grantPrivilegesToRole", "revokePrivilegesFromRole", "grantRolesToRole",
			"revokeRolesFromRole");

	/** The maximum number of statements of one command that are looked at. */
	private static final int STATEMENTS = 20;

	/**
	 * A filter of a command.
	 *
	 * @param collection the name of the collection that it searches
	 * @param filter the filter
	 * @param multiple whether it is for all documents that match
	 * @param runs how often the command searches with it
	 */
	record Search(String collection, BsonDocument filter, boolean multiple, long runs) {
	}

	/**
	 * Return the collection that the command is for, or an empty text.
	 */
	String collection() {
		BsonValue value = this.command.get(this.name.equals("getMore") ? "collection" : this.name);
		return (value != null && value.isString()) ? value.asString().getValue() : "";
	}

	boolean isWrite() {
		return !READS.contains(this.name) || outputs().size() > 0;
	}

	boolean isOfUsers() {
		return USERS.contains(this.name);
	}

	boolean isUnacknowledged() {
		BsonValue concern = this.command.get("writeConcern");
		return concern != null && concern.isDocument() && concern.asDocument().isNumber("w")
				&& concern.asDocument().getNumber("w").intValue() == 0;
	}

	/**
	 * Return the full names of the collections that the command writes to, so far as they
	 * differ from its own.
	 */
	List<String> namespaces() {
		if (this.name.equals("renameCollection")) {
			return List.of(text("renameCollection"), text("to"));
		}
		if (this.name.equals("bulkWrite")) {
			return array("nsInfo").stream().map((each) -> each.asDocument().getString("ns").getValue()).toList();
		}
		List<String> outputs = outputs();
		if (!outputs.isEmpty()) {
			return outputs;
		}
		return READS.contains(this.name) ? List.of() : List.of(this.database + "." + collection());
	}

	private String text(String key) {
		BsonValue value = this.command.get(key);
		return (value != null && value.isString()) ? value.asString().getValue() : "";
	}

	/**
	 * Return the full names of the collections to which a pipeline writes.
	 */
	private List<String> outputs() {
		return stages().stream()
			.filter((stage) -> stage.containsKey("$out") || stage.containsKey("$merge"))
			.map((stage) -> output(stage.values().iterator().next()))
			.toList();
	}

	/**
	 * Return the names of the collections that a pipeline replaces.
	 */
	List<String> replaced() {
		return stages().stream()
			.filter((stage) -> stage.containsKey("$out"))
			.map((stage) -> output(stage.get("$out")))
			.toList();
	}

	/**
	 * Return the names of the collections that a pipeline writes to. The server does not
	 * tell how many documents it writes.
	 */
	List<String> written() {
		return stages().stream()
			.flatMap((stage) -> Stream.of(stage.get("$out"), stage.get("$merge")))
			.flatMap(Stream::ofNullable)
			.map(this::output)
			.toList();
	}

	private String output(BsonValue target) {
		if (target.isString()) {
			return this.database + "." + target.asString().getValue();
		}
		BsonDocument document = target.asDocument();
		BsonValue into = document.get("into", document.get("coll", target));
		if (into.isString()) {
			return document.getString("db", new BsonString(this.database)).getValue() + "."
					+ into.asString().getValue();
		}
		BsonDocument named = into.asDocument();
		return named.getString("db", new BsonString(this.database)).getValue() + "."
				+ named.getString("coll").getValue();
	}

	private List<BsonDocument> stages() {
		return this.name.equals("aggregate")
				? array("pipeline").stream().filter(BsonValue::isDocument).map(BsonValue::asDocument).toList()
				: List.of();
	}

	private BsonArray array(String key) {
		BsonValue value = this.command.get(key);
		return (value != null && value.isArray()) ? value.asArray() : new BsonArray();
	}

	/**
	 * Return whether the command contains JavaScript for the server.
	 */
	boolean hasJavaScript() {
		return this.name.equals("mapReduce") || switch (this.name) {
			case "update" -> array("updates").stream().limit(STATEMENTS).anyMatch(QueryShape::hasJavaScript);
			case "delete" -> array("deletes").stream().limit(STATEMENTS).anyMatch(QueryShape::hasJavaScript);
			case "find" -> QueryShape.hasJavaScript(document("filter"));
			case "aggregate" -> QueryShape.hasJavaScript(array("pipeline"));
			case "count", "distinct", "findAndModify" -> QueryShape.hasJavaScript(document("query"));
			default -> false;
		};
	}

	/**
	 * Return the searches of the command.
	 */
	List<Search> searches() {
		return switch (this.name) {
			case "update" -> statements("updates");
			case "delete" -> statements("deletes");
			case "find" -> (document("filter").isEmpty() && this.command.containsKey("limit")) ? List.of()
					: search(document("filter"), !this.command.containsKey("limit"));
			case "count", "distinct" -> document("query").isEmpty() ? List.of() : search(document("query"), true);
			case "findAndModify" -> search(document("query"), false);
			case "aggregate" -> pipeline();
			default -> List.of();
		};
	}

	private List<Search> pipeline() {
		List<BsonDocument> stages = stages();
		List<Search> searches = new ArrayList<>();
		if (!stages.isEmpty() && stages.get(0).containsKey("$match")) {
			searches.add(new Search(collection(), stages.get(0).getDocument("$match"), true, 1));
		}
		return searches;
	}

	/**
	 * Return the {@code $lookup} stages that search another collection once for each
	 * document.
	 */
	List<BsonDocument> lookups() {
		return stages().stream()
			.filter((stage) -> stage.isDocument("$lookup"))
			.map((stage) -> stage.getDocument("$lookup"))
			.filter((lookup) -> lookup.isString("from") && lookup.isString("foreignField"))
			.toList();
	}

	private List<Search> search(BsonDocument filter, boolean multiple) {
		return List.of(new Search(collection(), filter, multiple, 1));
	}

	private List<Search> statements(String key) {
		BsonArray all = array(key);
		List<Search> searches = all.stream().limit(STATEMENTS).map(BsonValue::asDocument).map((statement) -> {
			BsonDocument filter = statement.getDocument("q", new BsonDocument());
			boolean multiple = key.equals("deletes")
					? !statement.isNumber("limit") || statement.getNumber("limit").intValue() == 0
					: statement.isBoolean("multi") && statement.getBoolean("multi").getValue();
			return new Search(collection(), filter, multiple, 1);
		}).toList();
		if (all.size() <= STATEMENTS
				|| searches.stream().map((each) -> QueryShape.of(each.filter())).distinct().count() > 1) {
			return searches;
		}
		Search first = searches.get(0);
		return List.of(new Search(first.collection(), first.filter(), first.multiple(), all.size()));
	}

	private BsonDocument document(String key) {
		@Nullable BsonValue value = this.command.get(key);
		return (value != null && value.isDocument()) ? value.asDocument() : new BsonDocument();
	}

	/**
	 * Return the pipeline without the stages that write, or the filter, as a command to
	 * explain.
	 */
	static BsonDocument explanation(Search search) {
		return new BsonDocument("explain", new BsonDocument("find", new BsonString(search.collection()))
			.append("filter", QueryShape.copy(search.filter()))).append("verbosity", new BsonString("queryPlanner"));
	}

}
