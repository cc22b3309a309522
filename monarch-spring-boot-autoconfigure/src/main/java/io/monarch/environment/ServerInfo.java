package io.monarch.environment;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.MonarchException.Kind;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The reply of a server to {@code hello}, or to {@code isMaster} if it does not know
 * {@code hello}. Only this class sends these commands.
 */
public final class ServerInfo {

	/** The version of the protocol of MongoDB 4.4. */
	public static final int WIRE_VERSION_4_4 = 9;

	/** The version of the protocol of MongoDB 5.0. */
	public static final int WIRE_VERSION_5_0 = 13;

	/**
	 * CommandNotFound, CommandNotSupported, NotImplemented, and the code of Amazon
	 * DocumentDB and Azure Cosmos DB for unsupported features.
	 */
	private static final Set<Integer> UNKNOWN_COMMAND = Set.of(59, 115, 238, 303);

	private final Document answer;

	ServerInfo(Document answer) {
		this.answer = answer;
	}

	/**
	 * Query the server of a database.
	 * @param database the database
	 * @return its reply
	 */
	public static ServerInfo of(MongoDatabase database) {
		try {
			return new ServerInfo(database.runCommand(new Document("hello", 1)));
		}
		catch (MongoCommandException ex) {
			if (isUnknownCommand(ex)) {
				return new ServerInfo(database.runCommand(new Document("isMaster", 1)));
			}
			throw ex;
		}
	}

	/**
	 * Tell whether a server does not know a command at all.
	 * @param failure the failure of the command
	 * @return whether it does not know the command
	 */
	public static boolean isUnknownCommand(MongoCommandException failure) {
		return UNKNOWN_COMMAND.contains(failure.getErrorCode()) || failure.getErrorMessage().startsWith("no such c"); // command,
																														// cmd
	}

	/**
	 * Return the server's clock.
	 * @return the time
	 * @throws MonarchException if the server does not report it
	 */
	public Instant localTime() {
		if (this.answer.get("localTime") instanceof Date time) {
			return time.toInstant();
		}
		throw new MonarchException(Kind.BAD_INPUT,
				"The server does not report its time ('localTime' in the reply to hello), which the lock requires.",
				"Use a server that docs/servers.md lists.");
	}

	/**
	 * Return the id that a MongoDB process (4.4 or later) generates when it starts.
	 * @return the id, or {@code null} for other servers
	 */
	public @Nullable Object processId() {
		return (this.answer.get("topologyVersion") instanceof Document version) ? version.get("processId") : null;
	}

	/**
	 * Tell whether another reply may be from the same deployment: from the same process,
	 * or from a member of the same replica set. Servers without identifying fields may
	 * be.
	 * @param other the other reply
	 * @return whether it may be
	 */
	public boolean isOfSameDeployment(ServerInfo other) {
		Object mine = processId();
		Object theirs = other.processId();
		return mine == null || theirs == null || mine.equals(theirs) || (isRouter() && other.isRouter())
				|| (Objects.equals(this.answer.get("setName"), other.answer.get("setName"))
						&& members().stream().anyMatch(other.members()::contains));
	}

	/**
	 * Return the id of the election that made the server the primary.
	 * @return the id, or {@code null} where there is none
	 */
	public @Nullable Object electionId() {
		return this.answer.get("electionId");
	}

	/**
	 * Describe the server of a database for users: its version and topology.
	 * @param database the database
	 * @return for example {@code MongoDB 6.0.5, replica set rs0}
	 */
	public static String describe(MongoDatabase database) {
		ServerInfo info = of(database);
		String part = info.isRouter() ? ", sharded cluster"
				: info.isReplicaSetMember() ? ", replica set " + info.answer.get("setName") : ", standalone";
		return (info.isMongo() ? "MongoDB " : "Server that speaks the protocol of MongoDB ") + version(database) + part;
	}

	private static Object version(MongoDatabase database) {
		try {
			return database.runCommand(new Document("buildInfo", 1)).get("version", "of unknown version");
		}
		catch (MongoCommandException ex) {
			return "of unknown version"; // the user may not ask, or the server does not
											// know
		}
	}

	/**
	 * Tell whether the server is a member of a replica set.
	 * @return whether it is one
	 */
	public boolean isReplicaSetMember() {
		return this.answer.containsKey("setName");
	}

	/**
	 * Return the members of the server's replica set that hold data, apart from hidden
	 * ones.
	 * @return each as {@code host:port}; empty if the server is not a member
	 */
	List<String> members() {
		return Stream.of("hosts", "passives")
			.map(this.answer::get)
			.filter(List.class::isInstance)
			.flatMap((members) -> ((List<?>) members).stream())
			.map(String::valueOf)
			.toList();
	}

	/**
	 * Tell whether the server supports a version of the protocol.
	 * @param wireVersion the version
	 * @return whether it supports that or a later one
	 */
	public boolean speaks(int wireVersion) {
		return this.answer.get("maxWireVersion") instanceof Number version && version.intValue() >= wireVersion;
	}

	/**
	 * Tell whether the server reports a protocol version before the given one.
	 * @param wireVersion the version
	 * @return whether it does; a server that reports none counts as new
	 */
	public boolean isBefore(int wireVersion) {
		return this.answer.get("maxWireVersion") instanceof Number version && version.intValue() < wireVersion;
	}

	/**
	 * Return the latest version of the protocol that the server supports.
	 * @return the version, or 0 if the server does not report it
	 */
	public int wireVersion() {
		return (this.answer.get("maxWireVersion") instanceof Number version) ? version.intValue() : 0;
	}

	/**
	 * Tell whether the server is the router of a sharded cluster.
	 * @return whether it is one
	 */
	public boolean isRouter() {
		return "isdbgrid".equals(this.answer.get("msg"));
	}

	/**
	 * Tell whether the server is MongoDB 4.4 or later, rather than another server with
	 * its protocol.
	 * @return whether it is one
	 */
	public boolean isMongo() {
		return processId() != null;
	}

	/**
	 * Tell whether the server can have transactions: it has sessions, and is a member of
	 * a replica set or a router.
	 */
	boolean isTransactional() {
		return this.answer.get("logicalSessionTimeoutMinutes") != null && (isReplicaSetMember() || isRouter());
	}

}
