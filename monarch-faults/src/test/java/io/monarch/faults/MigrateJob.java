package io.monarch.faults;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.model.Filters;
import io.monarch.faults.SampleProcess.Outcome;
import org.bson.Document;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Migrates an empty database, in which accounts change all the while: each migration runs
 * exactly once, or is named as needing a person.
 */
final class MigrateJob implements Job {

	/** The only one of which only an operator can tell whether it has run. */
	private static final String PLAIN = "202612010900_plain";

	/** Counts how often each of its steps has run. */
	private static final String RESTARTABLE = "202612010902_restartable";

	private static final int STEPS = 10;

	private static final List<String> EFFECTS = List.of(PLAIN, "202612010901_transactional", RESTARTABLE);

	/** All but one of the sample's own eight are for this environment. */
	private static final int MIGRATIONS = 7 + EFFECTS.size();

	private final Round round;

	private final View view;

	private final Writer writer;

	MigrateJob(Round round) {
		this.round = round;
		this.view = new View(round.database());
		this.writer = new Writer(round.client(), round.database());
	}

	@Override
	public List<String> words() {
		return List.of("migrate", "application", "--output", "json");
	}

	@Override
	public List<String> properties(boolean faulty) {
		return List.of("--spring.mongodb.uri=" + this.round.uri(faulty));
	}

	@Override
	public boolean isBegun() {
		return this.round.isLockTaken();
	}

	@Override
	public List<String> rival() {
		return words();
	}

	/**
	 * Another one that migrates does it, or names the one that may have run.
	 */
	@Override
	public void checkRival(Outcome rival) {
		Messages.check(rival);
		if (!rival.succeeded()) {
			requireNamed(rival);
		}
	}

	private static void requireNamed(Outcome outcome) {
		assertThat(outcome.exit()).as("%s", outcome).isOne();
		assertThat(outcome.err()).as("who needs a person is named").contains(PLAIN).contains("mark");
	}

	/**
	 * Return what is configured for the application that migrates at its start.
	 */
	List<String> deployment() {
		List<String> properties = new ArrayList<>(properties(true));
		properties.add("--server.port=0");
		return properties;
	}

	/**
	 * Tell whether there is nothing left to do.
	 */
	boolean isDone() {
		return this.view.completed().size() == MIGRATIONS && this.view.leftovers().isEmpty();
	}

	@Override
	public Object recorded() {
		return this.view.history(new Document());
	}

	@Override
	public String recover(Outcome outcome) throws Exception {
		List<Document> completed = this.view.completed();
		if (outcome.succeeded()) {
			assertThat(outcome.json().get("failed")).isNull();
			assertThat(completed).hasSize(MIGRATIONS);
		}
		else if (!outcome.killed()) {
			checkSaid(outcome, completed);
		}
		long steps = this.view.sum("effects", "steps");
		String result = finish();
		assertThat(this.view.sum("effects", "steps")).as("steps before, then after the next command")
			.isGreaterThanOrEqualTo(STEPS)
			.satisfies((after) -> assertThat(after > steps && isIn(completed, RESTARTABLE)).as("run again").isFalse());
		assertThat(this.view.history(new Document())).as("what was completed stays as it was")
			.hasSize(MIGRATIONS)
			.containsAll(completed)
			.allMatch((record) -> record.get("state").equals("COMPLETED"));
		for (String id : EFFECTS) {
			assertThat(this.view.count("effects", "migration", id)).as("effects of " + id).isOne();
		}
		this.writer.close();
		assertThat(this.view.sumInMotion()).isEqualTo(Writer.SUM);
		assertThat(this.view.sum("owners", "balance")).as("what the owners have left and have paid")
			.isEqualTo(1000 * 500L - this.view.sum("dog_houses", "paid"));
		if (mayKeepLock(outcome)) {
			this.view.awaitLease(this.round.lease());
		}
		assertThat(this.view.leftovers()).isEmpty();
		return result;
	}

	/**
	 * Tell whether the process may have been unable to give its lock back, which then
	 * ends with its lease where the next command did not need it: it is dead, or has been
	 * asleep, or its connections were cut, in the end or just then.
	 */
	private boolean mayKeepLock(Outcome outcome) {
		return outcome.killed() || switch (this.round.kind()) {
			case PAUSE, STEP_DOWN, PRIMARY_KILL -> true;
			case PARTITION -> !outcome.succeeded() || this.round.proxy.reached().contains(WireMessage.RELEASE);
			default -> false;
		};
	}

	/**
	 * What was said of single migrations is so: what was applied is recorded, and what
	 * was said to be for a person to judge is not recorded as done.
	 */
	private void checkSaid(Outcome outcome, List<Document> completed) {
		if (!outcome.out().isBlank() && outcome.words().contains("json")) {
			for (Document applied : outcome.json().getList("applied", Document.class)) {
				assertThat(isIn(completed, applied.getString("id"))).as("said to be applied: %s", applied).isTrue();
			}
		}
		if (outcome.err().contains("monarch mark")) {
			requireNamed(outcome);
			assertThat(isIn(completed, PLAIN)).as("for a person to judge").isFalse();
		}
	}

	private static boolean isIn(List<Document> history, String id) {
		return history.stream().anyMatch((record) -> record.get("_id").equals(id));
	}

	/**
	 * Migrate again, and do what a person is asked to do where one is.
	 */
	private String finish() throws Exception {
		Outcome next = this.round.run(words(), properties(false));
		if (next.succeeded()) {
			return "went on";
		}
		Messages.check(next);
		requireNamed(next);
		assertThat(this.view.history(Filters.eq(PLAIN))).as("what needs a person")
			.hasSize(1)
			.noneMatch((record) -> record.get("state").equals("COMPLETED"));
		String as = (this.view.count("effects", "migration", PLAIN) > 0) ? "completed" : "new";
		this.round.require(this.round.run(List.of("mark", PLAIN, "application", "--as", as), properties(false)));
		this.round.require(this.round.run(words(), properties(false)));
		return "named the one";
	}

	@Override
	public void close() throws Exception {
		this.writer.close();
	}

}
