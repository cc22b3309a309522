package io.monarch.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.monarch.faults.SampleProcess.Outcome;
import org.bson.Document;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replaces a database by a copy or a backup: afterwards it is the old one or the new one.
 */
final class ReplaceJob implements Job {

	private final Round round;

	private final boolean restore;

	private final View view;

	private final Map<String, String> old;

	ReplaceJob(Round round, boolean restore) {
		this.round = round;
		this.restore = restore;
		this.view = new View(round.database());
		OldContent.fill(round);
		this.old = this.view.picture();
	}

	@Override
	public List<String> words() {
		List<String> words = new ArrayList<>(
				this.restore ? List.of("restore", this.round.world.backup().getFileName() + ":target")
						: List.of("copy-db", "source:target"));
		words.addAll(List.of("--yes", "--output", "json"));
		return words;
	}

	@Override
	public List<String> properties(boolean faulty) {
		return List.of("--monarch.environments.target.uri=" + this.round.uri(faulty),
				"--monarch.environments.source.uri=" + this.round.sourceUri(faulty),
				"--monarch.backups.local.directory=" + this.round.world.backup().getParent());
	}

	/**
	 * Return a command that takes the lock and changes nothing else but one record.
	 */
	@Override
	public List<String> rival() {
		return List.of("mark", View.MARKED, "target", "--as", "completed");
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
	public String settle(Outcome outcome) throws Exception {
		Map<String, String> complete = this.round.world.picture();
		if (outcome.succeeded()) {
			assertThat(this.view.picture()).as("after exit code 0").isEqualTo(complete);
			if (!this.restore) {
				assertThat(Document.parse(outcome.out()).getBoolean("consistent")).isTrue();
			}
		}
		else if (outcome.err().contains("as it was")) {
			assertThat(this.view.picture()).as("said to be as it was").isEqualTo(this.old);
		}
		this.round.require(this.round.run(rival(), properties(false)));
		Map<String, String> left = this.view.picture();
		assertThat(left).as("neither the old nor the new").isIn(this.old, complete);
		assertThat(this.view.leftovers()).isEmpty();
		if (left.equals(complete)) {
			assertThat(this.view.sum(Writer.COLLECTION, "amount")).as("of one point in time").isEqualTo(Writer.SUM);
		}
		return left.equals(complete) ? "new" : "old";
	}

	@Override
	public void close() {
		// its database is dropped with the round
	}

}
