package io.monarch.faults;

import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import com.mongodb.client.model.Filters;
import io.monarch.faults.SampleProcess.Outcome;
import org.bson.Document;
import org.bson.conversions.Bson;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Imports a history of Mongock that has two of the migrations: both are recorded or none
 * is, and neither ever runs.
 */
final class ImportJob implements Job {

	private static final Set<String> IMPORTED = Set.of("202612010900_plain", "202612010901_transactional");

	private static final String PENDING = "202612010902_restartable";

	private static final Bson RECORDS = Filters.exists("imported");

	private final Round round;

	private final View view;

	ImportJob(Round round) {
		this.round = round;
		this.view = new View(round.database());
		IMPORTED.forEach((id) -> applied(id));
		applied("of_an_application_that_is_gone");
	}

	private void applied(String id) {
		this.round.database()
			.getCollection("mongockChangeLog")
			.insertOne(new Document("executionId", "e").append("changeId", id)
				.append("author", "jane")
				.append("timestamp", new Date(1))
				.append("state", "EXECUTED")
				.append("type", "EXECUTION")
				.append("changeLogClass", "com.example.Unit")
				.append("changeSetMethod", "execution")
				.append("executionMillis", 5L)
				.append("executionHostname", "h")
				.append("errorTrace", null)
				.append("systemChange", false));
	}

	@Override
	public List<String> words() {
		return List.of("import-history", "application", "--output", "json");
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

	@Override
	public void checkRival(Outcome rival) {
		Messages.check(rival);
	}

	@Override
	public Object recorded() {
		return this.view.history(new Document());
	}

	@Override
	public String recover(Outcome outcome) throws Exception {
		List<Document> before = this.view.history(RECORDS);
		assertThat(ids(before)).isIn(Set.of(), IMPORTED);
		if (outcome.succeeded()) {
			assertThat(outcome.json().get("imported")).isEqualTo(2);
			assertThat(before).hasSize(2);
		}
		this.round.require(this.round.run(words(), properties(false)));
		assertThat(this.view.history(RECORDS)).hasSize(2).containsAll(before);
		assertThat(this.view.history(Filters.exists("import"))).hasSize(1);
		this.round.require(this.round.run(List.of("migrate", "application"), properties(false)));
		IMPORTED
			.forEach((id) -> assertThat(this.view.count("effects", "migration", id)).as("effects of " + id).isZero());
		assertThat(this.view.count("effects", "migration", PENDING)).isOne();
		assertThat(this.view.history(RECORDS)).hasSize(2).containsAll(before);
		if (outcome.killed()) {
			this.view.awaitLease(this.round.lease());
		}
		assertThat(this.view.leftovers()).isEmpty();
		return before.isEmpty() ? "none" : "all";
	}

	private static Set<String> ids(List<Document> records) {
		return records.stream().map((record) -> record.getString("_id")).collect(Collectors.toSet());
	}

	@Override
	public void close() {
	}

}
