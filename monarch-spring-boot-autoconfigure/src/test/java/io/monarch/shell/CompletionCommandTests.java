package io.monarch.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.monarch.environment.Protection;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.queryset.MongoQuerySet;
import io.monarch.queryset.QuerySet;
import io.monarch.queryset.QuerySetContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CompletionCommand}, with a real bash, and for {@link VersionCommand}.
 */
class CompletionCommandTests {

	@TempDir
	private Path folder;

	private CommandHarness shell;

	@BeforeEach
	void start() {
		this.shell = new CommandHarness(
				List.of(CommandHarness.settings("development", "mongodb://localhost:1/", Protection.OPEN),
						CommandHarness.settings("production", "mongodb://db/", Protection.GUARDED)),
				this.folder, IndexDogs.class, FeedDogs.class, AwesomeDogs.class);
	}

	@AfterEach
	void stop() {
		this.shell.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			monarch migrate-                            ; migrate-one
			monarch list-m                              ; list-migrations
			./monarch list-migrations pro               ; production
			./monarch list_migrations pro               ; production
			monarch list-migrations --pen               ; --pending
			monarch list-migrations production --f      ; --failed
			monarch list-migrations production x        ;
			monarch list-migrations --output j          ; json
			monarch list-migrations --output=           ; text json
			monarch migrate production --confirm p      ; production
			monarch migrate production --confirm=p      ; production
			monarch list-backups --environment d        ; development
			monarch copy-db p                           ; production:
			monarch copy-db production:                 ; development
			monarch copy-db -q aw                       ; awesome-dogs
			monarch copy-db --query-set=aw              ; awesome-dogs
			monarch copy-db -q awesome-dogs dev         ; development:
			monarch migrate-one 2026                    ; 202611231015_feed_dogs 202611231015_index_dogs
			monarch migrate-one 202611231015_i          ; 202611231015_index_dogs
			monarch migrate-one 202611231015_index_dogs d ; development
			monarch mark 1 production --as c            ; completed
			monarch restore latest:pro                  ; production
			monarch restore latest@production:dev       ; development
			monarch restore /backups/a.zip:dev          ; development
			monarch restore lat                         ; latest:
			monarch restore latest@p                    ; production:
			monarch restore production                  ;
			monarch verify-backup lat                   ; latest
			monarch verify-backup latest@d              ; development
			monarch verify-backup latest --restore-on d ; development
			monarch rehearse production --on d          ; development
			monarch rehearse production --on=d          ; development
			'monarch compare '                          ; development: production: latest:
			monarch compare p                           ; production:
			monarch compare l                           ; latest:
			monarch compare production:                 ; development latest
			monarch compare production:latest@          ; development production
			monarch compare latest:                     ; development production
			monarch compare latest@production:l         ; latest
			monarch compare /backups/a.zip:p            ; production
			monarch completion z                        ; zsh
			monarch help migrate-o                      ; migrate-one
			monarch generate-migration wor              ;
			monarch unknown p                           ;
			monarch status -- p                         ; production
			""")
	void bashCompletes(String line, String expected) throws Exception {
		assertThat(bash(line)).isEqualTo((expected != null) ? expected : "");
	}

	@Test
	void bashCompletesWhereColonsDoNotBreakWords() throws Exception {
		assertThat(bash("COMP_WORDBREAKS=' '", "monarch copy-db production:")).isEqualTo("production:development");
		assertThat(bash("COMP_WORDBREAKS=' '", "monarch status --output=j")).isEqualTo("--output=json");
	}

	@Test
	void scriptHasEveryCommandAndOptionWithAllItsNames() {
		for (String shell : CompletionScript.SHELLS) {
			assertThat(this.shell.run("completion", shell)).isZero();
			String script = this.shell.out();
			assertThat(script).doesNotContainPattern("%[a-z-]+%")
				.contains("'development", "production", "awesome-dogs");
			AdminCommands.in(this.shell.registry)
				.stream()
				.map(AdminCommand::usage)
				.forEach((usage) -> assertThat(script)
					.contains(Stream.concat(Stream.of(usage.name()), usage.aliases().stream()).toList())
					.contains(usage.allOptions().stream().map((flag) -> "--" + flag.name()).toList()));
		}
	}

	@Test
	void scriptIsTheSameInJson() {
		assertThat(this.shell.run("completion", "bash")).isZero();
		String script = this.shell.out();
		assertThat(this.shell.run("completion", "bash", "--output", "json")).isZero();
		assertThat(((Map<?, ?>) this.shell.json()).get("script")).isEqualTo(script);
	}

	@Test
	void shellThatIsNotKnownIsBadInput() {
		assertThat(this.shell.run("completion", "zhs")).isEqualTo(2);
		assertThat(this.shell.err()).contains("supports bash and zsh", "Did you mean 'zsh'?");
		assertThat(this.shell.run("completion")).isEqualTo(2);
	}

	@ParameterizedTest
	@CsvSource({ "version", "--version" })
	void versionsAreShown(String word) {
		assertThat(this.shell.run(word)).isZero();
		assertThat(this.shell.out().lines()).hasSize(4);
		assertThat(this.shell.out()).containsPattern("(?m)^Spring Boot     \\d+\\.\\d+")
			.contains("Java            " + Runtime.version())
			.containsPattern("MongoDB driver  \\d+\\.\\d+");
		assertThat(this.shell.run(word, "--output", "json")).isZero();
		Map<?, ?> json = (Map<?, ?>) this.shell.json();
		assertThat(json.keySet().toString()).isEqualTo("[monarch, springBoot, java, javaVendor, driver]");
		assertThat(json.get("driver")).asString().matches("\\d+\\.\\d+.*");
	}

	private String bash(String line) throws Exception {
		return bash("COMP_WORDBREAKS=$' \\t\\n\"\\'><=;|&(:@'", line);
	}

	/**
	 * Let bash complete the end of a line.
	 */
	private String bash(String before, String line) throws IOException, InterruptedException {
		assertThat(this.shell.run("completion", "bash")).isZero();
		Path script = Files.writeString(this.folder.resolve("completion"), this.shell.out() + before + """

				COMP_LINE=$1
				COMP_POINT=${#1}
				_monarch "${1%% *}"
				echo "${COMPREPLY[@]}"
				""");
		Process bash = new ProcessBuilder("bash", "--norc", script.toString(), line).redirectErrorStream(true).start();
		String completed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(bash.waitFor()).isZero();
		return completed.strip();
	}

	@Migration("202611231015_index_dogs")
	static class IndexDogs implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
		}

	}

	@Migration("202611231015_feed_dogs")
	static class FeedDogs extends IndexDogs {

	}

	@QuerySet("awesome-dogs")
	static class AwesomeDogs implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
		}

	}

}
