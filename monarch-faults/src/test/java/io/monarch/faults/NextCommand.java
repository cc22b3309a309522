package io.monarch.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoDatabase;
import io.monarch.faults.SampleProcess.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command that is given next to a database which another one may have left half
 * replaced: whatever it is, it sees the old data or the new, or refuses.
 */
enum NextCommand {

	/** Takes the lock and changes nothing else but one record. */
	MARK {

		@Override
		Outcome give(Round round, List<Map<String, String>> whole) throws Exception {
			return run(round, "mark", View.MARKED, "target", "--as", "completed");
		}

	},

	/** Finds nothing to do, and needs no lock for that. */
	MIGRATE {

		@Override
		Outcome give(Round round, List<Map<String, String>> whole) throws Exception {
			Outcome outcome = run(round, "migrate", "target");
			if (outcome.succeeded()) {
				requireWhole(round.database(), whole);
			}
			return outcome;
		}

	},

	/** Shows what was interrupted, and completes it. */
	RECOVER {

		@Override
		Outcome give(Round round, List<Map<String, String>> whole) throws Exception {
			Outcome outcome = run(round, "recover", "target");
			if (outcome.succeeded()) {
				requireWhole(round.database(), whole);
			}
			return outcome;
		}

	},

	/** Reads it into a backup, which is restored elsewhere. */
	BACKUP {

		@Override
		Outcome give(Round round, List<Map<String, String>> whole) throws Exception {
			Outcome outcome = run(round, "backup", "target", "--output", "json");
			if (outcome.succeeded()) {
				String name = outcome.json().getString("name");
				round.require(run(round, "restore", name + ":elsewhere", "--yes"));
				requireWhole(round.elsewhere(), whole);
			}
			else {
				requireRefused(outcome);
			}
			return outcome;
		}

	},

	/** Reads it into another database. */
	COPY {

		@Override
		Outcome give(Round round, List<Map<String, String>> whole) throws Exception {
			Outcome outcome = run(round, "copy-db", "target:elsewhere", "--yes");
			if (outcome.succeeded()) {
				requireWhole(round.elsewhere(), whole);
			}
			else {
				requireRefused(outcome);
			}
			return outcome;
		}

	};

	/**
	 * Give the command.
	 * @param whole what a whole database may look like
	 */
	abstract Outcome give(Round round, List<Map<String, String>> whole) throws Exception;

	/**
	 * Require that a command that reads has seen why it may not.
	 */
	private static void requireRefused(Outcome outcome) {
		assertThat(outcome.err()).as("%s", outcome)
			.containsAnyOf("is partly the old one and partly a new one", "is incomplete");
	}

	private static Outcome run(Round round, String... words) throws Exception {
		Path folder = Files.createDirectories(round.folder.resolve("next"));
		Outcome outcome = round.run(List.of(words),
				List.of("--monarch.environments.target.uri=" + round.uri(false),
						"--monarch.environments.elsewhere.uri=" + round.uriElsewhere(),
						"--monarch.backups.local.directory=" + folder));
		Messages.check(outcome);
		return outcome;
	}

	/**
	 * What is staged beside it is not of the data.
	 */
	private static void requireWhole(MongoDatabase database, List<Map<String, String>> whole) {
		Map<String, String> picture = new View(database).picture();
		picture.keySet()
			.removeIf((name) -> name.startsWith("monarch_s") || name.startsWith("system.buckets.monarch_s"));
		assertThat(picture).as("found by the next command, and neither the old nor the new").isIn(whole);
	}

}
