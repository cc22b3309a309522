package io.monarch.faults;

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

	/** The only one of which nobody but a person can tell whether it has run. */
	private static final String PLAIN = "202612010900_plain";

	private static final List<String> EFFECTS = List.of(PLAIN, "202612010901_transactional",
			"202612010902_restartable");

	/** Five of the sample's own six are for this environment. */
	private static final int MIGRATIONS = 6 + EFFECTS.size();

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
	public List<String> rival() {
		return words();
	}

	/**
	 * Tell whether there is nothing left to do.
	 */
	boolean isDone() {
		return this.view.history(Filters.eq("state", "COMPLETED")).size() == MIGRATIONS
				&& this.view.leftovers().isEmpty();
	}

	@Override
	public Object recorded() {
		return this.view.history(new Document());
	}

	@Override
	public String settle(Outcome outcome) throws Exception {
		List<Document> completed = this.view.history(Filters.eq("state", "COMPLETED"));
		if (outcome.succeeded()) {
			assertThat(Document.parse(outcome.out()).get("failed")).isNull();
			assertThat(completed).hasSize(MIGRATIONS);
		}
		String result = finish();
		assertThat(this.view.history(new Document())).as("what was completed stays as it was")
			.hasSize(MIGRATIONS)
			.containsAll(completed)
			.allMatch((record) -> record.get("state").equals("COMPLETED"));
		for (String id : EFFECTS) {
			assertThat(this.view.count("effects", "migration", id)).as("effects of " + id).isOne();
		}
		this.writer.close();
		assertThat(this.view.sum(Writer.COLLECTION, "amount")).isEqualTo(Writer.SUM);
		assertThat(this.view.sum("owners", "balance")).as("what the owners have left and have paid")
			.isEqualTo(1000 * 500L - this.view.sum("dog_houses", "paid"));
		if (outcome.killed()) {
			this.view.awaitLease(Round.LONG);
		}
		assertThat(this.view.leftovers()).isEmpty();
		return result;
	}

	/**
	 * Migrate again, and do what a person is asked to do where one is.
	 */
	private String finish() throws Exception {
		Outcome next = this.round.run(words(), properties(false));
		if (next.succeeded()) {
			return "went on";
		}
		assertThat(next.exit()).as("%s", next).isOne();
		Messages.check(next);
		assertThat(next.err()).as("who needs a person is named").contains(PLAIN).contains("mark");
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
