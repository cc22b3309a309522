package io.monarch.transfer;

import java.util.Arrays;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Asks servers who they are.
 */
final class Servers {

	private static final int COMMAND_NOT_FOUND = 59;

	private static final int WIRE_VERSION_4_4 = 9;

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
		return hello(database).get("topologyVersion", new Document()).get("processId");
	}

	/**
	 * Return something that changes when another member becomes the primary, or when a
	 * server is started again.
	 */
	static Object incarnation(MongoDatabase database) {
		if (isRouter(database)) {
			return new Object(); // what happens behind a router cannot be seen
		}
		return Arrays.asList(process(database), hello(database).get("electionId"));
	}

	/**
	 * Tell whether a database is reached by the router of a sharded cluster.
	 */
	static boolean isRouter(MongoDatabase database) {
		return "isdbgrid".equals(hello(database).get("msg"));
	}

	static int wireVersion(MongoDatabase database) {
		return hello(database).getInteger("maxWireVersion", 0);
	}

	/**
	 * Tell whether the members of a set vote on when an index is complete.
	 */
	static boolean hasCommitQuorum(MongoDatabase database) {
		Document hello = hello(database);
		return hello.containsKey("setName") && hello.getInteger("maxWireVersion", 0) >= WIRE_VERSION_4_4;
	}

	/**
	 * Tell whether a server can read compressed buckets of time series, which servers
	 * make since MongoDB 5.2.
	 */
	static boolean readsCompressedBuckets(MongoDatabase database) {
		return hello(database).getInteger("maxWireVersion", WIRE_VERSION_5_2) >= WIRE_VERSION_5_2;
	}

	/**
	 * Tell whether the name of a collection, with that of its database, may have more
	 * than 120 bytes. A server that does not say how old it is counts as a new one.
	 */
	static boolean hasLongNames(MongoDatabase database) {
		return hello(database).getInteger("maxWireVersion", WIRE_VERSION_4_4) >= WIRE_VERSION_4_4;
	}

	private static Document hello(MongoDatabase database) {
		try {
			return database.runCommand(new Document("hello", 1));
		}
		catch (MongoCommandException ex) {
			if (ex.getErrorCode() == COMMAND_NOT_FOUND) {
				return new Document(); // a server that is none of MongoDB's
			}
			throw ex;
		}
	}

}
