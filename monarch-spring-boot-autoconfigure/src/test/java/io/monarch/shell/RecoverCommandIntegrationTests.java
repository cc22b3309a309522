package io.monarch.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.monarch.environment.Protection;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.transfer.InterruptedSwaps;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code recover}, and for what the other commands say meanwhile.
 */
@RealMongo
class RecoverCommandIntegrationTests {

	private TestDatabase database;

	private CommandHarness shell;

	@BeforeEach
	void start(TestDatabase created, @TempDir Path folder) {
		this.database = created;
		this.shell = new CommandHarness(
				List.of(CommandHarness.settings("dev", created.uri(), Protection.OPEN),
						CommandHarness.settings("other",
								created.uri().replace(created.name(), created.name() + "_other"), Protection.OPEN)),
				folder);
	}

	@AfterEach
	void stop() {
		this.shell.close();
	}

	@Test
	void recoverWhenNothingWasInterruptedSaysSo() {
		assertThat(this.shell.run("recover", "dev")).isZero();
		assertThat(this.shell.out()).contains("Nothing to recover in environment 'dev'");
	}

	@Test
	void recoverWhenASwapWasInterruptedShowsAndCompletesIt() {
		InterruptedSwaps.interrupt(this.database);
		assertThat(this.shell.run("recover", "dev")).isZero();
		assertThat(this.shell.err()).contains("with environment 'production' is not complete", "1 of 2 steps are done",
				"swap in collection 'dogs'");
		assertThat(this.shell.out()).contains("Recovered environment 'dev': its database is complete");
		assertThat(this.database.collection("dogs").find().first()).containsEntry("name", "new");
	}

	@Test
	void commandsWhenAStepIsRefusedNameRecover() {
		InterruptedSwaps.stickAtTheSecondStep(this.database);
		for (String line : List.of("migrate dev", "backup dev", "copy-db dev:other --yes")) {
			assertThat(this.shell.run(line.split(" "))).as(line).isNotZero();
			assertThat(this.shell.err()).as(line).doesNotContain("mongosh");
		}
		assertThat(this.shell.run("migrate", "dev")).isOne();
		assertThat(this.shell.err()).contains("step 2 of 2, to swap in collection 'x$y'", "monarch recover dev");
		assertThat(this.shell.run("backup", "dev")).isOne();
		assertThat(this.shell.err()).contains("is partly the old one and partly a new one", "monarch recover dev");
	}

	@Test
	void recoverWhenTheDatabaseIsAMixtureSaysWhatHelps() {
		InterruptedSwaps.stickAtTheSecondStep(this.database);
		assertThat(this.shell.run("recover", "dev", "--yes")).isOne();
		assertThat(this.shell.err()).contains("step 2 of 2, to swap in collection 'x$y'", "monarch copy-db",
				"monarch restore");
		assertThat(this.shell.run("recover", "dev", "--yes")).isOne();
	}

	@Test
	void recoverWhenNothingIsDoneAsksBeforeItAbandons() {
		InterruptedSwaps.stickAtTheFirstStep(this.database);
		assertThat(this.shell.run("recover", "dev")).isEqualTo(3);
		assertThat(this.shell.err()).contains("the server refused step 1 of 2", "Abandon the replacement",
				"the old database stays", "Add --yes");
		assertThat(this.shell.runWithAnswers("n\n", "recover", "dev")).isEqualTo(3);
		assertThat(this.shell.runWithAnswers("y\n", "recover", "dev")).isZero();
		assertThat(this.shell.out()).contains("Abandoned the replacement: environment 'dev' has the old database");
		assertThat(this.database.collection("dogs").find()).extracting((dog) -> dog.get("name")).containsExactly("old");
		assertThat(this.shell.run("migrate", "dev")).isZero();
	}

	/**
	 * A user who may only insert can plant such a record where no lock was ever taken.
	 */
	@Test
	void recoverWhenThePlanCannotBeReadForgetsItAfterConfirmation() {
		InterruptedSwaps.interrupt(this.database);
		this.database.collection("monarch_lock")
			.updateOne(new Document(), new Document("$set", new Document("replacement", "x")));
		assertThat(this.shell.run("migrate", "dev")).isOne();
		assertThat(this.shell.err()).contains("monarch recover dev");
		assertThat(this.shell.run("recover", "dev")).isEqualTo(3);
		assertThat(this.shell.err()).contains("whose plan cannot be read", "Add --yes");
		assertThat(this.shell.run("recover", "dev", "--yes")).isZero();
		assertThat(this.shell.out()).contains("environment 'dev' has the database as it was found");
		assertThat(this.shell.run("migrate", "dev")).isZero();
	}

	@Test
	void recoverOfAGuardedEnvironmentWantsProofToAbandon(@TempDir Path folder) {
		InterruptedSwaps.stickAtTheFirstStep(this.database);
		try (CommandHarness guarded = new CommandHarness(
				List.of(CommandHarness.settings("guarded", this.database.uri(), Protection.GUARDED)), folder)) {
			assertThat(guarded.run("recover", "guarded", "--yes")).isEqualTo(3);
			assertThat(guarded.run("recover", "guarded", "--yes", "--confirm", "guarded")).isZero();
		}
	}

	@Test
	void recoverPrintsJson() {
		assertThat(this.shell.run("recover", "dev", "--output", "json")).isZero();
		assertThat(this.shell.json()).isEqualTo(json("NOTHING", null, List.of()));
		InterruptedSwaps.interrupt(this.database);
		assertThat(this.shell.run("recover", "dev", "--output", "json")).isZero();
		assertThat(this.shell.json()).asInstanceOf(InstanceOfAssertFactories.MAP)
			.containsEntry("state", "RECOVERED")
			.containsEntry("source", "environment 'production'")
			.containsEntry("left", List.of("swap in collection 'dogs'"));
	}

	private static Map<String, Object> json(String state, Object nothing, List<String> steps) {
		Document json = new Document("environment", "dev").append("state", state)
			.append("source", nothing)
			.append("since", nothing)
			.append("done", steps)
			.append("left", steps);
		return json;
	}

}
