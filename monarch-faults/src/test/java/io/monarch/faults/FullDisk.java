package io.monarch.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.monarch.faults.SampleProcess.Clock;
import io.monarch.faults.SampleProcess.Outcome;
import io.monarch.faults.World.NotPossible;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fills the disk that backups are written to, at any page of a backup.
 */
final class FullDisk {

	private static final int BLOCK = 4096;

	private FullDisk() {
	}

	static String play(Round round) throws Exception {
		Path disk = Files.createDirectory(round.folder.resolve("disk"));
		mount("-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString());
		try (Job job = new BackupJob(round, disk)) {
			long earlier = Files.size(round.world.backup());
			// A page for what is small, and any part of what another backup needs.
			long size = earlier + BLOCK + round.draw("bytes", (int) earlier - 2 * BLOCK);
			mount("-o", "remount,size=" + size, disk.toString());
			try (SampleProcess process = round.start(job.words(), job.properties(true), Clock.RIGHT)) {
				Outcome outcome = process.end();
				Messages.check(outcome);
				assertThat(outcome.exit()).as("%s", outcome).isOne();
				assertThat(outcome.err()).contains("No space left on device").contains("source__");
				assertThat(StoredBackups.hidden(disk)).as("on a full disk nothing is left").isEmpty();
				mount("-o", "remount,size=64m", disk.toString());
				round.struck("a full disk");
				return "failed, " + job.recover(outcome);
			}
		}
		finally {
			unmount(disk);
		}
	}

	private static void unmount(Path disk) throws Exception {
		if (new ProcessBuilder("umount", disk.toString()).start().waitFor() != 0) {
			throw new IllegalStateException("A small disk cannot be unmounted: " + disk);
		}
	}

	private static void mount(String... arguments) throws Exception {
		ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(arguments)));
		builder.command().add(0, "mount");
		try {
			if (builder.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() != 0) {
				throw new NotPossible("only root may mount a small disk");
			}
		}
		catch (IOException ex) {
			throw new NotPossible("there is no mount");
		}
	}

}
