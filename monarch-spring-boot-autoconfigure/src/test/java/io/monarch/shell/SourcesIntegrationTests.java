package io.monarch.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import io.monarch.environment.Protection;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for sources and targets that cannot work, on a real MongoDB: they are refused
 * before anything is asked.
 */
@RealMongo
class SourcesIntegrationTests {

	@TempDir
	private Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "copy-db empty:dev", "backup empty", "copy-db empty:dev --query-set nothing" })
	void emptySourceWhenNobodyCanBeAskedIsRefusedForThat(String command, TestDatabase database) {
		database.collection("dogs").insertOne(new Document("_id", 1));
		try (CommandHarness shell = shell(database, database.name() + "_empty")) {
			assertThat(shell.run(command.split(" "))).isEqualTo(2);
			assertThat(shell.err()).contains("Environment 'empty'", "holds no documents and no collections")
				.doesNotContain("--yes");
		}
	}

	@Test
	void databaseWhenAnotherDiffersInCaseOnlyIsNamed(TestDatabase database) {
		database.collection("dogs").insertOne(new Document("_id", 1));
		String other = database.name().toUpperCase(Locale.ROOT);
		try (CommandHarness shell = shell(database, other)) {
			assertThat(shell.run("copy-db", "dev:empty", "--yes")).isEqualTo(2);
			assertThat(shell.err()).contains("Environment 'empty' (" + other,
					"differs only in case, '" + database.name());
		}
	}

	private CommandHarness shell(TestDatabase database, String empty) {
		return new CommandHarness(List.of(CommandHarness.settings("dev", database.uri(), Protection.OPEN),
				CommandHarness.settings("empty", database.uri().replace(database.name(), empty), Protection.OPEN)),
				this.folder);
	}

}
