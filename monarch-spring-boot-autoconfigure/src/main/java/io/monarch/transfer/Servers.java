package io.monarch.transfer;

import java.util.Arrays;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.ServerInfo;
import org.jspecify.annotations.Nullable;

/**
 * Asks servers who they are.
 */
final class Servers {

	private static final int WIRE_VERSION_5_2 = 15;

	private Servers() {
	}

	/**
	 * Return what an environment's server is, whatever it is called and however it is
	 * reached: each process of MongoDB gives itself an id when it starts.
	 * @return the id, or {@code null} where there is none
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
	 * Return something that changes when another member becomes the primary, or when a
	 * server is started again.
	 */
	static Object incarnation(MongoDatabase database) {
		ServerInfo server = ServerInfo.of(database);
		if (server.isRouter()) {
			return new Object(); // what happens behind a router cannot be seen
		}
		return Arrays.asList(server.processId(), server.electionId());
	}

	/**
	 * Tell whether a database is reached by the router of a sharded cluster.
	 */
	static boolean isRouter(MongoDatabase database) {
		return ServerInfo.of(database).isRouter();
	}

	static int wireVersion(MongoDatabase database) {
		return ServerInfo.of(database).wireVersion();
	}

	/**
	 * Tell whether the members of a set vote on when an index is complete.
	 */
	static boolean hasCommitQuorum(MongoDatabase database) {
		ServerInfo server = ServerInfo.of(database);
		return server.isReplicaSetMember() && server.speaks(ServerInfo.WIRE_VERSION_4_4);
	}

	/**
	 * Tell whether a server can read compressed buckets of time series, which servers
	 * make since MongoDB 5.2.
	 */
	static boolean readsCompressedBuckets(MongoDatabase database) {
		return !ServerInfo.of(database).isBefore(WIRE_VERSION_5_2);
	}

	/**
	 * Tell whether the name of a collection, with that of its database, may have more
	 * than 120 bytes.
	 */
	static boolean hasLongNames(MongoDatabase database) {
		return !ServerInfo.of(database).isBefore(ServerInfo.WIRE_VERSION_4_4);
	}

}
