package io.monarch.shell;

import java.nio.file.Path;
import java.util.List;

import io.monarch.environment.Protection;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for options of a URI that are valid and do not fit the server or the class path.
 */
@RealMongo
class UriOptionsIntegrationTests {

	@TempDir
	Path folder;

	@Test
	void commandWhenTheReplicaSetHasAnotherNameSaysSo(TestDatabase database) {
		assertUnusable(database, with(database.uri().replaceAll("replicaSet=\\w+&?", ""), "replicaSet=other"),
				"or none is a member of the replica set that its URI names", "the option replicaSet of 'dev'");
	}

	@Test
	void commandWhenALibraryIsMissingNamesTheEnvironmentAndBreaksNoOther(TestDatabase database) {
		assertUnusable(database, with(database.uri(), "compressors=snappy"),
				"a library that its URI requires is missing (org/xerial/snappy/", "such as compressors");
	}

	private void assertUnusable(TestDatabase database, String uri, String why, String action) {
		try (CommandHarness shell = new CommandHarness(
				List.of(CommandHarness.settings("dev", with(uri, "serverSelectionTimeoutMS=300"), Protection.OPEN),
						CommandHarness.settings("other", database.uri(), Protection.OPEN)),
				this.folder)) {
			assertThat(shell.run("backup", "dev")).as(shell.err()).isEqualTo(2);
			assertThat(shell.err()).contains("Environment 'dev' (" + database.name(), why, action);
			assertThat(shell.run("status")).isOne();
			assertThat(shell.out() + shell.err()).contains(why, "other");
			assertThat(shell.run("list-migrations", "other")).isZero();
		}
	}

	private static String with(String uri, String option) {
		return uri + (uri.contains("?") ? (uri.endsWith("?") ? "" : "&") : "?") + option;
	}

}
