package io.monarch.transfer;

import java.util.Arrays;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.ServerInfo;
import org.jspecify.annotations.Nullable;

/**
 * Identifies servers.
 */
final class Servers {

	private static final int WIRE_VERSION_5_2 = 15;

	private static final int WIRE_VERSION_8_0 = 25;

	private static final int BUCKETS_8_0 = 3;

	private Servers() {
	}

	/**
	 * Return the identity of an environment's server, independent of its name and
	 * address: each MongoDB process generates an id when it starts.
	 * @return the id, or {@code null} if there is none
	 */
	static @Nullable Object process(Environment environment) {
		try {
			return process(environment.mongoDatabase());
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
		}
	}

	private static @Nullable Object process(MongoDatabase database) {
		return ServerInfo.of(database).processId();
	}

	/**
	 * Return a value that changes when another member becomes the primary, or when a
	 * server is restarted.
	 */
	static Object primaryId(MongoDatabase database) {
		ServerInfo server = ServerInfo.of(database);
		if (server.isRouter()) {
			return new Object(); // changes behind a router are not visible
		}
		return Arrays.asList(server.processId(), server.electionId());
	}

	/**
	 * Tell whether a database is accessed through the router of a sharded cluster.
	 */
	static boolean isRouter(MongoDatabase database) {
		return ServerInfo.of(database).isRouter();
	}

	static int wireVersion(MongoDatabase database) {
		return ServerInfo.of(database).wireVersion();
	}

	/**
	 * Tell whether the members of a replica set use a commit quorum for index builds.
	 */
	static boolean hasCommitQuorum(MongoDatabase database) {
		ServerInfo server = ServerInfo.of(database);
		return server.isReplicaSetMember() && server.speaks(ServerInfo.WIRE_VERSION_4_4);
	}

	/**
	 * Return the latest version of buckets of time series that a server can read: 1 are
	 * not compressed, 2 since MongoDB 5.2 are, 3 since 8.0 are and are not in order.
	 */
	static int bucketVersion(MongoDatabase database) {
		return bucketVersion(ServerInfo.of(database));
	}

	static int bucketVersion(ServerInfo server) {
		if (server.isBefore(WIRE_VERSION_5_2)) {
			return 1;
		}
		return server.isBefore(WIRE_VERSION_8_0) ? 2 : BUCKETS_8_0;
	}

	/**
	 * Tell whether the name of a collection, with that of its database, may have more
	 * than 120 bytes.
	 */
	static boolean hasLongNames(MongoDatabase database) {
		return !ServerInfo.of(database).isBefore(ServerInfo.WIRE_VERSION_4_4);
	}

}
