package io.monarch.transfer;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import com.mongodb.MongoNamespace;
import com.mongodb.client.model.Updates;
import io.monarch.lock.Lease;
import io.monarch.testsupport.TestDatabase;
import io.monarch.transfer.SwapPlan.Step;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Leaves databases as processes do that die while they replace them.
 */
public final class InterruptedSwaps {

	/** A name that a server gives to no collection. */
	static final String IMPOSSIBLE = "x$y";

	static final String RUN = "0123456789abcdef01234567";

	private InterruptedSwaps() {
	}

	/**
	 * Return the name of a staging collection of the run.
	 */
	static String staging(int number) {
		return "monarch_staging_" + RUN + "_" + number;
	}

	/**
	 * Commit to steps, none of which is done.
	 */
	static void commit(TestDatabase database, List<Step> steps) {
		withLock(database, (lease) -> commit(database, lease, steps));
	}

	/**
	 * Commit to steps as the holder of the lock.
	 */
	static void commit(TestDatabase database, Lease lease, List<Step> steps) {
		ReplacementRecord.register(lease, RUN);
		String digest = new SwapPlan(database.database(), RUN).record(identified(database, steps));
		ReplacementRecord.commit(lease, RUN, "environment 'production'", steps.size(), digest, Updates.combine());
	}

	/**
	 * Return steps that know what they put in place of what.
	 */
	static List<Step> identified(TestDatabase database, List<Step> steps) {
		Map<String, CollectionDefinition> names = Catalogue.names(database.database());
		return steps.stream().map((step) -> {
			CollectionDefinition definition = step.definition();
			return (definition != null) ? Step.put(definition, step.staging(), names) : step;
		}).toList();
	}

	/**
	 * Note that the database is overwritten in place.
	 */
	static void beginInPlace(TestDatabase database, String source, @Nullable Set<String> collections) {
		withLock(database, (lease) -> ReplacementRecord.beginInPlace(lease, RUN, source, collections));
	}

	/**
	 * Make the collections of the run Monarch's own.
	 */
	static void register(TestDatabase database) {
		withLock(database, (lease) -> ReplacementRecord.register(lease, RUN));
	}

	/**
	 * Leave a database in which one of two collections has been renamed.
	 * @param database the database
	 */
	public static void interrupt(TestDatabase database) {
		withLock(database, (lease) -> interrupt(database, lease));
	}

	static void interrupt(TestDatabase database, Lease lease) {
		database.collection(staging(0)).insertOne(new Document("name", "new"));
		database.collection("dogs").insertOne(new Document("name", "old"));
		database.collection(staging(1)).insertOne(new Document("name", "new"));
		commit(database, lease, List.of(put("cats", staging(0)), put("dogs", staging(1))));
		database.collection(staging(0)).renameCollection(new MongoNamespace(database.name(), "cats"));
	}

	/**
	 * Leave a database with a committed swap of which the server refuses the first step
	 * to everyone: its name.
	 * @param database the database
	 */
	public static void stickAtTheFirstStep(TestDatabase database) {
		stick(database, put(IMPOSSIBLE, staging(0)), put("dogs", staging(1)));
	}

	/**
	 * Leave a database with a committed swap of which the server takes the first step and
	 * refuses the second one.
	 * @param database the database
	 */
	public static void stickAtTheSecondStep(TestDatabase database) {
		stick(database, put("dogs", staging(0)), put(IMPOSSIBLE, staging(1)));
	}

	private static void stick(TestDatabase database, Step... steps) {
		database.collection("dogs").insertOne(new Document("name", "old"));
		database.collection(staging(0)).insertOne(new Document("name", "new"));
		database.collection(staging(1)).insertOne(new Document("name", "new"));
		commit(database, List.of(steps));
	}

	/**
	 * Return the step that puts an ordinary collection in place, and does not know yet
	 * what there is.
	 */
	static Step put(String name, String staging) {
		BsonDocument index = new BsonDocument("v", new BsonInt32(2))
			.append("key", new BsonDocument("_id", new BsonInt32(1)))
			.append("name", new BsonString("_id_"));
		return Step.put(new CollectionDefinition(name, CollectionDefinition.Kind.COLLECTION, new BsonDocument(),
				List.of(index), "", 0, 0), staging, Map.of());
	}

	static void withLock(TestDatabase database, Consumer<Lease> work) {
		try (Lease lease = Copies.LOCKS.of(database.environment()).acquireUnrecovered((holder) -> {
		})) {
			work.accept(lease);
		}
	}

}
