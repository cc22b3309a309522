package io.monarch.shell;

import java.nio.file.Path;
import java.util.List;

import io.monarch.environment.Protection;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for environments whose read preference no server of a real MongoDB satisfies.
 */
@RealMongo
class ReadPreferenceIntegrationTests {

	@TempDir
	private Path folder;

	@ParameterizedTest
	@CsvSource({ "secondary, secondary", "nearest&readPreferenceTags=dc:nowhere, nearest with tags" })
	void commandWhenNoServerIsAllowedNamesTheReadPreference(String preference, String shown, TestDatabase database) {
		database.collection("dogs").insertOne(new Document("_id", 1));
		String uri = database.uri();
		String picky = uri + (uri.contains("?") ? "&" : "?") + "serverSelectionTimeoutMS=300&readPreference="
				+ preference;
		try (CommandHarness shell = new CommandHarness(
				List.of(CommandHarness.settings("dev", picky, Protection.OPEN), CommandHarness.settings("other",
						uri.replace(database.name(), database.name() + "_2"), Protection.OPEN)),
				this.folder)) {
			for (String command : List.of("backup dev", "copy-db dev:other --yes", "backup dev --allow-empty",
					"copy-db dev:other --yes --allow-empty")) {
				assertThat(shell.run(command.split(" "))).as(command + shell.err()).isEqualTo(2);
				assertThat(shell.err()).as(command)
					.contains("has no server that its read preference '" + shown + "' allows: ",
							" is a replica set primary.", "readPreferenceTags");
			}
			assertThat(shell.run("status", "dev")).isOne();
			assertThat(shell.err()).contains("its read preference '" + shown + "' allows");
			for (String command : List.of("list-migrations dev", "migrate dev", "recover dev", "drop-db dev --yes")) {
				assertThat(shell.run(command.split(" "))).as(command + shell.err()).isZero();
			}
		}
	}

}
