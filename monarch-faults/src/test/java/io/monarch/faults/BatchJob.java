package io.monarch.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.monarch.faults.SampleProcess.Clock;
import io.monarch.faults.SampleProcess.Outcome;
import org.bson.Document;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Changes two collections in batches, one with operators and one with a function, while
 * an application writes to them: each document is changed exactly once, no write of the
 * application is lost, at most one batch of each thread is lost, and the process that
 * starts next goes on by itself.
 */
final class BatchJob implements AutoCloseable {

	private static final List<String> IDS = List.of("202612020900_operators", "202612020901_function");

	/** Two for each of four threads and more; so many are divided into ranges. */
	private static final int DOCUMENTS = 4000;

	private static final int NUMBERS = 3000;

	private static final int SKIPPED = 20;

	private static final int SIZE = 200;

	private final Round round;

	private final Way way;

	private final View view;

	private final List<Object> ids = IntStream.range(0, DOCUMENTS)
		.<Object>mapToObj((i) -> (i < NUMBERS) ? Integer.valueOf(i) : "s" + i)
		.toList();

	private final BatchWriter people;

	private final BatchWriter orders;

	BatchJob(Round round, Way way) {
		this.round = round;
		this.way = way;
		this.view = new View(round.database());
		MongoDatabase database = round.database();
		database.getCollection("monarch_migrations").insertMany(round.world.history());
		List.of("visits", "changed", "batches").forEach(database::createCollection);
		database.getCollection("people").insertMany(documents(true));
		database.getCollection("orders").insertMany(documents(false));
		this.people = new BatchWriter(database, "people", this.ids);
		this.orders = new BatchWriter(database, "orders", this.ids);
	}

	private List<Document> documents(boolean skipping) {
		return IntStream.range(0, DOCUMENTS).mapToObj((i) -> {
			Document document = new Document("_id", this.ids.get(i)).append("number", i).append("changes", 0);
			return (skipping && i % SKIPPED == 0) ? document.append("skipped", true) : document;
		}).toList();
	}

	/**
	 * Start a process that migrates.
	 * @param faulty whether it is the one that is broken
	 */
	SampleProcess start(boolean faulty) throws Exception {
		return this.round.start(this.way.application() ? List.of() : command(), properties(faulty), Clock.RIGHT);
	}

	/**
	 * Start another one, as an application whatever the first one is.
	 */
	SampleProcess startApplication() throws Exception {
		return this.round.start(List.of(), properties(false), Clock.RIGHT);
	}

	/**
	 * Migrate with an undisturbed command.
	 */
	Outcome run() throws Exception {
		return this.round.run(command(), properties(false));
	}

	private static List<String> command() {
		return List.of("migrate", "application", "--output", "json");
	}

	private List<String> properties(boolean faulty) {
		return List.of("--spring.mongodb.uri=" + this.round.uri(faulty), "--server.port=0",
				"--faults.batches.size=" + SIZE, "--faults.batches.threads=" + this.way.threads(),
				"--faults.batches.background=" + this.way.background());
	}

	/**
	 * Tell whether batches are under way.
	 */
	boolean isBegun() {
		return !this.view.history(Filters.exists("rangeOf")).isEmpty();
	}

	/**
	 * Tell whether there is nothing left to do.
	 */
	boolean isDone() {
		return this.view.history(Filters.and(Filters.in("_id", IDS), Filters.eq("state", "COMPLETED"))).size() == 2;
	}

	/**
	 * Return what a process that has lost its lock may not change any more.
	 */
	Object recorded() {
		return this.view.history(new Document());
	}

	/**
	 * Check that what is changed is what the positions say, no more and no less: so
	 * nothing that is committed is done again.
	 */
	void checkPositions() throws Exception {
		checkPositions(IDS.get(0), "people", this.people);
		checkPositions(IDS.get(1), "orders", this.orders);
	}

	private void checkPositions(String id, String collection, BatchWriter writer) throws Exception {
		String checked = writer.between(() -> {
			List<Document> positions = new ArrayList<>();
			long[] changed = new long[1];
			MongoDatabase database = this.round.database();
			try (ClientSession session = this.round.client().startSession()) {
				var unused = session.withTransaction(() -> {
					positions.clear();
					database.getCollection("monarch_migrations")
						.find(session, Filters.eq("rangeOf", id))
						.into(positions);
					changed[0] = database.getCollection(collection).countDocuments(session, Filters.gt("changes", 0));
					return "";
				}, TransactionOptions.builder()
					.readConcern(ReadConcern.SNAPSHOT)
					.readPreference(ReadPreference.primary())
					.build());
			}
			int deleted = writer.deletedChanged();
			long done = positions.stream().mapToLong((each) -> each.get("done", Number.class).longValue()).sum();
			return (positions.isEmpty() || deleted < 0 || changed[0] + deleted == done) ? ""
					: changed[0] + " are changed and " + deleted + " were before they were deleted, but the positions"
							+ " say " + positions;
		});
		assertThat(checked).as("positions of %s", id).isEmpty();
	}

	/**
	 * Check everything, after the last migration.
	 */
	void check() throws Exception {
		this.people.close();
		this.orders.close();
		assertThat(this.view.history(new Document())).as("no position is left, and all are completed")
			.allMatch((record) -> record.get("state").equals("COMPLETED"))
			.noneMatch((record) -> record.containsKey("rangeOf"))
			.extracting((record) -> record.get("_id"))
			.containsAll(IDS);
		Map<Object, Document> foundPeople = all("people");
		Map<Object, Document> foundOrders = all("orders");
		Set<Object> skipped = new HashSet<>();
		for (int i = 0; i < DOCUMENTS; i += SKIPPED) {
			skipped.add(this.ids.get(i));
		}
		assertThat(this.people.violations(foundPeople, skipped)).as("people").isEmpty();
		assertThat(this.orders.violations(foundOrders, Set.of())).as("orders").isEmpty();
		checkChanged(foundOrders);
		checkLost(foundOrders.keySet());
		this.view.awaitLease(this.round.lease());
		assertThat(this.view.leftovers()).isEmpty();
	}

	/**
	 * What the function has inserted is there once for each document that it has changed.
	 */
	private void checkChanged(Map<Object, Document> found) {
		Map<Object, Integer> noted = new HashMap<>();
		List<Document> changed = list("changed");
		changed.forEach((each) -> noted.merge(each.get("order"), 1, Integer::sum));
		List<String> violations = new ArrayList<>();
		found.forEach((id, document) -> {
			if (!document.get("changes").equals(noted.getOrDefault(id, 0))) {
				violations.add("noted " + noted.get(id) + " times: " + document);
			}
		});
		this.orders.deleted().forEach((id, changes) -> {
			if (!changes.equals(noted.getOrDefault(id, 0))) {
				violations.add("noted " + noted.get(id) + " times, but deleted when changed " + changes + ": " + id);
			}
		});
		noted.forEach((id, times) -> {
			if (times != 1) {
				violations.add("noted " + times + " times: " + id);
			}
		});
		assertThat(violations).isEmpty();
		assertThat(list("batches").stream().mapToInt((each) -> each.getInteger("documents")).sum())
			.as("documents of all batches")
			.isEqualTo(changed.size());
	}

	/**
	 * What a process was called with and has not changed is at most one batch of each
	 * thread.
	 */
	private void checkLost(Set<Object> there) {
		Map<String, Set<Object>> visited = new HashMap<>();
		list("visits")
			.forEach((each) -> visited.computeIfAbsent(each.getString("process"), (process) -> new HashSet<>())
				.addAll(each.getList("ids", Object.class)));
		list("changed").forEach(
				(each) -> visited.getOrDefault(each.getString("process"), new HashSet<>()).remove(each.get("order")));
		visited.forEach((process, ids) -> {
			ids.retainAll(there);
			assertThat(ids).as("visited by a process and not changed")
				.hasSizeLessThanOrEqualTo(SIZE * this.way.threads());
		});
	}

	private Map<Object, Document> all(String collection) {
		Map<Object, Document> all = new HashMap<>();
		list(collection).forEach((each) -> all.put(each.get("_id"), each));
		return all;
	}

	private List<Document> list(String name) {
		MongoCollection<Document> collection = this.round.database().getCollection(name);
		return Patience.retry(() -> collection.find().into(new ArrayList<>()));
	}

	@Override
	public void close() throws Exception {
		try (this.people; this.orders) {
			// both
		}
	}

	/**
	 * How the batches are run.
	 *
	 * @param threads the number of threads
	 * @param background whether they run in the background
	 * @param application whether an application runs them, and not a command
	 */
	record Way(int threads, boolean background, boolean application) {

		static Way draw(Round round) {
			int threads = (round.draw("1 thread or 4", 2) == 0) ? 1 : 4;
			boolean background = round.draw("foreground or background", 2) == 1;
			// A command runs them at once, wherever they belong.
			boolean application = round.draw("command or, seldom, application", 4) == 3;
			return new Way(threads, background, application);
		}

	}

}
