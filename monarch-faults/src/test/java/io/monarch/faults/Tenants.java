package io.monarch.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.monarch.faults.SampleProcess.Clock;
import io.monarch.faults.SampleProcess.Outcome;
import org.bson.Document;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kills an application that migrates several tenants at once, and starts it again: each
 * tenant has each migration exactly once, and a tenant that needs a person stops none of
 * the others.
 */
final class Tenants implements AutoCloseable {

	private static final int COUNT = 6;

	/** The only one of which only an operator can tell whether it has run. */
	private static final String PLAIN = "202612010900_plain";

	private static final List<String> EFFECTS = List.of(PLAIN, "202612010901_transactional",
			"202612010902_restartable");

	private final Round round;

	private final Map<String, View> views = new TreeMap<>();

	Tenants(Round round) {
		this.round = round;
		IntStream.rangeClosed(1, COUNT)
			.mapToObj((i) -> "tenant-" + i)
			.forEach((name) -> this.views.put(name, new View(database(name))));
	}

	/**
	 * Play a round.
	 * @param points at which the process can be killed
	 */
	static String play(Round round, List<String> points) throws Exception {
		Point point = round.point(points);
		try (Tenants tenants = new Tenants(round)) {
			CompletableFuture<SampleProcess> started = new CompletableFuture<>();
			round.proxy.at(point, (to, message) -> {
				started.join().kill();
				round.proxy.reset();
				return false;
			});
			try (SampleProcess process = tenants.start(true)) {
				started.complete(process);
				process.await(tenants::areDone, 50);
				round.struckAtPoint();
				process.kill();
				Outcome unused = process.end();
			}
			return tenants.startAgain();
		}
	}

	/**
	 * Migrate all tenants without a fault.
	 * @return the points that were met
	 */
	static List<String> pointsOf(Round round) throws Exception {
		try (Tenants tenants = new Tenants(round); SampleProcess process = tenants.start(true)) {
			process.await(tenants::areDone, 50);
			return round.proxy.points();
		}
	}

	private SampleProcess start(boolean faulty) throws Exception {
		List<String> properties = properties(faulty);
		properties.add("--server.port=0");
		return this.round.start(List.of(), properties, Clock.RIGHT);
	}

	private List<String> properties(boolean faulty) {
		return new ArrayList<>(List.of("--spring.mongodb.uri=" + this.round.uri(faulty), "--faults.tenants=" + COUNT,
				"--monarch.migration.environments=tenant-*"));
	}

	private String startAgain() throws Exception {
		Map<String, List<Document>> completed = new TreeMap<>();
		this.views.forEach((name, view) -> completed.put(name, view.completed()));
		List<String> undecided = migrate();
		for (String name : undecided) {
			View view = this.views.get(name);
			assertThat(view.history(Filters.eq(PLAIN))).as("what needs a person on %s", name)
				.hasSize(1)
				.noneMatch((record) -> record.get("state").equals("COMPLETED"));
			String as = (view.count("effects", "migration", PLAIN) > 0) ? "completed" : "new";
			this.round.require(this.round.run(List.of("mark", PLAIN, name, "--as", as), properties(false)));
		}
		if (!undecided.isEmpty()) {
			assertThat(migrate()).isEmpty();
		}
		for (Map.Entry<String, View> each : this.views.entrySet()) {
			check(each.getKey(), each.getValue(), completed.get(each.getKey()));
		}
		return undecided.isEmpty() ? "went on" : "named " + undecided.size();
	}

	/**
	 * Start the application once more.
	 * @return the tenants that need a person, which it has named, with all others done
	 */
	private List<String> migrate() throws Exception {
		// A renewal every 400 ms would be in conflict with four transactions for minutes.
		this.round.bePatient();
		try (SampleProcess process = start(false)) {
			process.await(this::areDone, 50);
			if (areDone()) {
				process.kill();
				Outcome unused = process.end();
				return List.of();
			}
			Outcome outcome = process.end();
			assertThat(outcome.exit()).as("%s", outcome).isOne();
			List<String> open = this.views.keySet().stream().filter((name) -> !isDone(name)).toList();
			assertThat(outcome.out()).contains(open.size() + " of " + COUNT + " environments ");
			open.forEach((name) -> assertThat(outcome.out()).as("who needs a person is named")
				.containsPattern("Environment '" + name + "' is not migrated: Migration '" + PLAIN)
				.contains("mark " + PLAIN + " " + name));
			return open;
		}
	}

	private boolean areDone() {
		return this.views.keySet().stream().allMatch(this::isDone);
	}

	private boolean isDone(String name) {
		List<Document> history = this.views.get(name).history(new Document());
		return history.stream().anyMatch((record) -> record.get("_id").equals(EFFECTS.get(2)))
				&& history.stream().allMatch((record) -> record.get("state").equals("COMPLETED"));
	}

	private void check(String name, View view, List<Document> completed) throws Exception {
		assertThat(view.history(new Document())).as("what was completed on %s stays as it was", name)
			.containsAll(completed)
			.allMatch((record) -> record.get("state").equals("COMPLETED"))
			.extracting((record) -> record.get("_id"))
			.containsAll(EFFECTS)
			.isEqualTo(this.views.get("tenant-1").history(new Document()).stream().map((it) -> it.get("_id")).toList());
		for (String id : EFFECTS) {
			assertThat(view.count("effects", "migration", id)).as("effects of %s on %s", id, name).isOne();
		}
		assertThat(view.sum("effects", "steps")).isGreaterThanOrEqualTo(10);
		view.awaitLease(this.round.lease());
		assertThat(view.leftovers()).isEmpty();
	}

	private MongoDatabase database(String name) {
		return this.round.client().getDatabase(this.round.name() + "_" + name);
	}

	@Override
	public void close() {
		this.views.keySet().forEach((name) -> Patience.retry(() -> {
			database(name).drop();
			return "";
		}));
	}

}
