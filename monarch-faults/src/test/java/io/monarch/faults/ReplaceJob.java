package io.monarch.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.monarch.faults.SampleProcess.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replaces a database by a copy or a backup: afterwards it is the old one or the new one.
 */
final class ReplaceJob implements Job {

	private final Round round;

	private final boolean restore;

	private final View view;

	private final Map<String, String> old;

	private final NextCommand next;

	/** One of ten drops the old data first. */
	private final boolean inPlace;

	/**
	 * Where there are three members, the source is on them, too, in every second round.
	 */
	private final boolean sourceBeside;

	ReplaceJob(Round round, boolean restore) {
		this.round = round;
		this.restore = restore;
		this.view = new View(round.database());
		this.next = round.pick(List.of(NextCommand.values()));
		this.inPlace = round.draw("in place", 10) == 0;
		this.sourceBeside = round.kind().three() && round.draw("source elsewhere or beside", 2) == 1;
		OldContent.fill(round);
		this.old = this.view.picture();
	}

	@Override
	public List<String> words() {
		List<String> words = new ArrayList<>(
				this.restore ? List.of("restore", this.round.world.backup().getFileName() + ":target")
						: List.of("copy-db", "source:target"));
		words.addAll(List.of("--yes", "--output", "json"));
		if (this.inPlace) {
			words.add("--in-place");
		}
		return words;
	}

	@Override
	public List<String> properties(boolean faulty) {
		return List.of("--monarch.environments.target.uri=" + this.round.uri(faulty),
				"--monarch.environments.source.uri="
						+ (this.sourceBeside ? this.round.sourceUri(faulty) : this.round.sourceUriOfOne(faulty)),
				"--monarch.backups.local.directory=" + this.round.world.backup().getParent());
	}

	@Override
	public boolean isBegun() {
		return this.round.isLockTaken();
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
		requireOrIncomplete(rival);
	}

	/**
	 * Require that a command has succeeded, or that it names what is incomplete where the
	 * old data was dropped first.
	 * @return whether it has succeeded
	 */
	private boolean requireOrIncomplete(Outcome outcome) {
		Messages.check(outcome);
		if (!this.inPlace || outcome.succeeded()) {
			this.round.require(outcome);
			return true;
		}
		assertThat(outcome.err()).as("what must be run again is named").contains("incomplete");
		return false;
	}

	@Override
	public Object recorded() {
		// What is known to be incomplete may change.
		return this.inPlace ? "" : this.view.picture();
	}

	@Override
	public String recover(Outcome outcome) throws Exception {
		Map<String, String> complete = this.round.world.picture();
		if (outcome.succeeded()) {
			assertThat(this.view.picture()).as("after exit code 0").isEqualTo(complete);
			if (!this.restore) {
				assertThat(outcome.json().getBoolean("consistent")).isTrue();
			}
			assertThat(this.view.leftovers()).as("after exit code 0").isEmpty();
		}
		Outcome following = this.next.give(this.round, List.of(this.old, complete));
		if (outcome.succeeded()) {
			this.round.require(following);
		}
		else if (this.next == NextCommand.MIGRATE || this.next == NextCommand.RECOVER) {
			requireOrIncomplete(following);
		}
		if (this.next != NextCommand.MARK) {
			following = this.round.run(rival(), properties(false));
		}
		if (!requireOrIncomplete(following)) {
			this.round.require(this.round.run(words(), properties(false)));
			assertThat(this.view.picture()).as("after it was run again").isEqualTo(complete);
		}
		Map<String, String> left = this.view.picture();
		assertThat(left).as("neither the old nor the new").isIn(this.old, complete);
		if (!outcome.succeeded() && !outcome.killed() && !this.inPlace) {
			assertThat(left).as("as was said").isIn(promised(outcome.err(), complete));
		}
		assertThat(this.view.leftovers()).isEmpty();
		if (left.equals(complete)) {
			assertThat(this.view.sumInMotion()).as("of one point in time").isEqualTo(Writer.SUM);
		}
		return left.equals(complete) ? "new" : "old";
	}

	/**
	 * Return what may be found of a database, after what was said of it: the old data,
	 * unless it was said that it is committed or may be.
	 */
	private List<Map<String, String>> promised(String said, Map<String, String> complete) {
		if (said.contains("has either the old data or all of the new data")) {
			return List.of(this.old, complete);
		}
		return List.of(said.contains("The new data is committed to environment") ? complete : this.old);
	}

	@Override
	public void close() {
		// its database is dropped with the round
	}

}
