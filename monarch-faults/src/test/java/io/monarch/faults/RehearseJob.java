package io.monarch.faults;

import java.util.List;
import java.util.Map;

import io.monarch.faults.SampleProcess.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rehearses the migrations of a database in a temporary one: the database is unchanged
 * whatever happens, and the next such command drops what is left.
 */
final class RehearseJob implements Job {

	private final Round round;

	private final TemporaryDatabases temporary;

	private final View view;

	private final Map<String, String> old;

	RehearseJob(Round round) {
		this.round = round;
		this.temporary = new TemporaryDatabases(round, "rehearse");
		this.view = new View(round.database());
		OldContent.fill(round);
		this.old = this.view.picture();
	}

	@Override
	public List<String> words() {
		return List.of("rehearse", "target", "--on", "source", "--output", "json");
	}

	@Override
	public List<String> properties(boolean faulty) {
		return List.of("--monarch.environments.target.uri=" + this.round.uri(faulty),
				"--monarch.environments.source.uri=" + this.round.sourceUriOfOne(faulty));
	}

	@Override
	public boolean isBegun() {
		return !this.temporary.names().isEmpty();
	}

	@Override
	public List<String> rival() {
		return words();
	}

	@Override
	public void checkRival(Outcome rival) {
		this.round.require(rival);
	}

	@Override
	public Object recorded() {
		return this.view.picture();
	}

	@Override
	public String recover(Outcome outcome) throws Exception {
		assertThat(this.view.picture()).as("the rehearsed database").isEqualTo(this.old);
		if (outcome.succeeded()) {
			assertThat(this.temporary.names()).as("left after exit code 0").isEmpty();
		}
		if (outcome.killed()) {
			Thread.sleep(this.round.lease());
		}
		Outcome next = this.round.require(this.round.run(words(), properties(false)));
		assertThat(next.json().get("failed")).isNull();
		assertThat(this.temporary.names()).as("left after the next command").isEmpty();
		assertThat(this.view.picture()).as("the rehearsed database").isEqualTo(this.old);
		return outcome.succeeded() ? "rehearsed" : "not rehearsed";
	}

	@Override
	public void close() {
		this.temporary.drop();
	}

}
