package io.monarch.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.monarch.faults.SampleProcess.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Backs the source up into a folder that holds an earlier backup: afterwards the new one
 * is absent or whole, and the earlier one is untouched.
 */
final class BackupJob implements Job {

	/** Accounts are not always compressed to as many bytes. */
	private static final int ALL_BUT = 300;

	private static final long NAMED = Long.MAX_VALUE;

	private final Round round;

	private final Path folder;

	private final Path earlier;

	BackupJob(Round round, Path folder) throws IOException {
		this.round = round;
		this.folder = Files.createDirectories(folder);
		this.earlier = folder.resolve("source__2026_01_01.dmp.zip");
		Files.copy(round.backup(), this.earlier);
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

	/**
	 * Wait until the new file has so many bytes, is all but whole, or has got its name;
	 * and then for a moment.
	 */
	void awaitFile(SampleProcess process) throws Exception {
		int when = this.round.draw("growing, whole or named", 3);
		int size = (int) Files.size(this.earlier);
		int bytes = this.round.draw("bytes", size);
		int micros = this.round.draw("micros", 3000);
		process.await(() -> progress() > 0, 2);
		process.await(() -> progress() > switch (when) {
			case 0 -> bytes;
			case 1 -> size - ALL_BUT;
			default -> NAMED - 1;
		}, 0);
		LockSupport.parkNanos(micros * 1000L);
		if (process.isAlive()) {
			this.round.noteMoment(progress() == NAMED ? "named" : "at " + progress() + " bytes");
		}
	}

	/**
	 * Return how many bytes of the new file are written.
	 */
	private long progress() {
		try {
			if (StoredBackups.visible(this.folder).size() > 1) {
				return NAMED;
			}
			List<Path> hidden = StoredBackups.hidden(this.folder);
			return hidden.isEmpty() ? 0 : 1 + Files.size(hidden.get(0));
		}
		catch (IOException ex) {
			return NAMED; // it has got its name just now
		}
	}

	@Override
	public boolean isBegun() {
		long progress = progress();
		return progress > 0 && progress < NAMED;
	}

	@Override
	public List<String> rival() {
		return words();
	}

	@Override
	public void checkRival(Outcome rival) {
		this.round.require(rival);
	}

	/**
	 * A backup holds no lock, and its writer may go on when it wakes up.
	 */
	@Override
	public Object recorded() {
		return "";
	}

	@Override
	public String recover(Outcome outcome) throws Exception {
		List<Path> left = StoredBackups.visible(this.folder);
		for (Path file : left) {
			StoredBackups.requireWhole(file, this.round.backup());
		}
		if (outcome.succeeded()) {
			assertThat(left).contains(this.folder.resolve(outcome.json().getString("name")));
		}
		else if (!outcome.killed()) {
			assertThat(left).as("said not to be made").containsExactly(this.earlier);
		}
		Outcome next = this.round.require(this.round.run(words(), properties(false)));
		Path made = this.folder.resolve(next.json().getString("name"));
		List<Path> all = new ArrayList<>(left);
		all.add(made);
		assertThat(StoredBackups.visible(this.folder)).containsExactlyInAnyOrderElementsOf(all);
		assertThat(StoredBackups.hidden(this.folder)).isEmpty();
		assertThat(Files.mismatch(this.earlier, this.round.backup())).as("the earlier backup").isEqualTo(-1);
		StoredBackups.requireWhole(made, this.round.backup());
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
