package io.monarch.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.monarch.faults.SampleProcess.Outcome;
import org.bson.Document;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Backs the source up into a folder that holds an earlier backup: afterwards the new one
 * is absent or whole, and the earlier one is untouched.
 */
final class BackupJob implements Job {

	private final Round round;

	private final Path folder;

	private final Path earlier;

	BackupJob(Round round, Path folder) throws IOException {
		this.round = round;
		this.folder = Files.createDirectories(folder);
		this.earlier = folder.resolve("source__2026_01_01.dmp.zip");
		Files.copy(round.world.backup(), this.earlier);
	}

	@Override
	public List<String> words() {
		return List.of("backup", "source", "--output", "json");
	}

	@Override
	public List<String> properties(boolean faulty) {
		return List.of("--monarch.environments.source.uri=" + this.round.sourceUri(faulty),
				"--monarch.backups.local.directory=" + this.folder);
	}

	@Override
	public List<String> rival() {
		return words();
	}

	/**
	 * A backup holds no lock, and its writer may go on when it wakes up.
	 */
	@Override
	public Object recorded() {
		return "";
	}

	@Override
	public String settle(Outcome outcome) throws Exception {
		List<Path> left = StoredBackups.visible(this.folder);
		for (Path file : left) {
			StoredBackups.requireWhole(file);
		}
		if (outcome.succeeded()) {
			assertThat(left).contains(this.folder.resolve(Document.parse(outcome.out()).getString("name")));
		}
		else if (!outcome.killed()) {
			assertThat(left).as("said not to be made").containsExactly(this.earlier);
		}
		Outcome next = this.round.require(this.round.run(words(), properties(false)));
		Path made = this.folder.resolve(Document.parse(next.out()).getString("name"));
		List<Path> all = new ArrayList<>(left);
		all.add(made);
		assertThat(StoredBackups.visible(this.folder)).containsExactlyInAnyOrderElementsOf(all);
		assertThat(StoredBackups.hidden(this.folder)).isEmpty();
		assertThat(Files.mismatch(this.earlier, this.round.world.backup())).as("the earlier backup").isEqualTo(-1);
		StoredBackups.requireWhole(made);
		if (left.size() == 1) {
			return "absent";
		}
		String survivor = left.get(left.size() - 1).getFileName().toString();
		this.round.require(this.round.run(List.of("verify-backup", survivor), properties(false)));
		return "whole";
	}

	@Override
	public void close() {
		// its folder is deleted with the round's
	}

}
