package io.monarch.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.monarch.faults.SampleProcess.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Proves a backup in a temporary database: afterwards there is a record of the proof only
 * if it was completed, and the next such command drops what is left.
 */
final class ProveJob implements Job {

	private final Round round;

	private final TemporaryDatabases temporary;

	private final Path folder;

	private final String backup;

	ProveJob(Round round) throws IOException {
		this.round = round;
		this.temporary = new TemporaryDatabases(round, "proof");
		this.folder = Files.createDirectories(round.folder.resolve("backups"));
		this.backup = round.backup().getFileName().toString();
		Files.copy(round.backup(), this.folder.resolve(this.backup));
	}

	@Override
	public List<String> words() {
		return List.of("verify-backup", this.backup, "--restore-on", "target", "--output", "json");
	}

	@Override
	public List<String> properties(boolean faulty) {
		return List.of("--monarch.environments.target.uri=" + this.round.uri(faulty),
				"--monarch.backups.local.directory=" + this.folder);
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
		return "";
	}

	@Override
	public String recover(Outcome outcome) throws Exception {
		boolean proven = isRecorded();
		if (outcome.succeeded()) {
			assertThat(proven).as("recorded after exit code 0").isTrue();
		}
		else if (!outcome.killed()) {
			assertThat(proven).as("recorded after a failure").isFalse();
		}
		if (proven) {
			assertThat(this.temporary.names()).as("left by a proof that is recorded").isEmpty();
		}
		if (outcome.killed()) {
			Thread.sleep(this.round.lease());
		}
		Outcome next = this.round.require(this.round.run(words(), properties(false)));
		assertThat(next.json().getBoolean("ok")).isTrue();
		assertThat(next.json().getBoolean("recorded")).isTrue();
		assertThat(this.temporary.names()).as("left after the next command").isEmpty();
		assertThat(StoredBackups.visible(this.folder)).containsExactly(this.folder.resolve(this.backup));
		assertThat(StoredBackups.hidden(this.folder)).containsExactly(record());
		assertThat(Files.mismatch(this.folder.resolve(this.backup), this.round.backup())).as("the backup")
			.isEqualTo(-1);
		return proven ? "proven" : "not proven";
	}

	private Path record() {
		return this.folder.resolve("." + this.backup + ".proof");
	}

	private boolean isRecorded() {
		return Files.exists(record());
	}

	@Override
	public void close() {
		this.temporary.drop();
	}

}
