package io.monarch.shell;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Updates;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.monarch.batch.Batches;
import io.monarch.environment.Operator;
import io.monarch.environment.Protection;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoBatchMigration;
import io.monarch.migration.MongoMigration;
import io.monarch.shell.terminal.Screen;
import io.monarch.shell.terminal.Text;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what commands say of batch migrations, and for {@link PauseCommand} and
 * {@link ResumeCommand}.
 */
class BatchCommandsTests {

	private static final String SPLIT = "202611231015_split_names";

	private static final String BACKGROUND = "202611231020_fill_cities";

	private static final String AT = "4,000,000 of 10,000,000 (40 %)";

	private final MongoServer server = new MongoServer(new MemoryBackend());

	private CommandHarness shell;

	@BeforeEach
	void start() {
		String uri = this.server.bindAndGetConnectionString();
		this.shell = new CommandHarness(
				List.of(CommandHarness.settings("dev", uri + "/dogs", Protection.OPEN),
						CommandHarness.settings("prod", uri + "/prod", Protection.GUARDED),
						CommandHarness.settings("archive", uri + "/archive", Protection.READ_ONLY)),
				Path.of("."), Split.class, Fill.class, Plain.class);
	}

	@AfterEach
	void stop() {
		this.shell.close();
		this.server.shutdownNow();
	}

	@Test
	void runningMigrationShowsItsProgressRateAndTimeLeft() {
		begin("dev", SPLIT, false, 3);
		lock("dev", SPLIT, 3);
		assertThat(words(list())).contains(SPLIT + " RUNNING",
				"on shop-7d9f:1:ab, " + AT + ", 20,000/s, 5 min 0 s left", "3 migrations: 1 running, 2 pending");
		assertThat(run(0, "show-migration", SPLIT, "dev"))
			.contains("State:       RUNNING", "Batches:     before the application is ready",
					"Progress:    " + AT + ", 20,000/s, 5 min 0 s left", "Runs:        on shop-7d9f:1:ab")
			.doesNotContain("Next:", "Paused:");
		assertThat(run(0, "status", "dev"))
			.contains("Migrations:  2 pending, 1 running", AT + ", 20,000/s, 5 min 0 s left")
			.doesNotContain("Pending:     " + SPLIT);
		assertThat(batch(SPLIT)).containsEntry("background", false)
			.containsEntry("done", 4_000_000)
			.containsEntry("total", 10_000_000)
			.containsEntry("percent", 40)
			.containsEntry("perSecond", 20_000.0)
			.containsEntry("leftMillis", 300_000)
			.containsEntry("pausedBy", null)
			.containsEntry("pausedSince", null);
		assertThat(migration(SPLIT)).containsEntry("activity", "RUNNING");
	}

	@Test
	void pausedMigrationShowsWhoPausedItAndWhatToType() {
		begin("dev", BACKGROUND, true, 3);
		run(0, "pause", BACKGROUND, "dev");
		assertThat(this.shell.out()).isEqualTo("Paused " + BACKGROUND + " on 'dev' at " + AT + "\n");
		assertThat(this.shell.err()).contains("Continue it with 'monarch resume " + BACKGROUND + " dev'.");
		String by = "paused by " + Operator.current() + " since ";
		assertThat(words(list())).contains(BACKGROUND + " PAUSED", by, "(now) at " + AT,
				"'monarch resume " + BACKGROUND + " dev'", "3 migrations: 1 paused, 2 pending");
		assertThat(run(0, "show-migration", BACKGROUND, "dev")).contains("State:       PAUSED",
				"Batches:     in the background", "Progress:    " + AT, "Paused:      by " + Operator.current(),
				"Next:        Continue it with 'monarch resume " + BACKGROUND + " dev'.");
		assertThat(run(0, "status", "dev")).contains("Migrations:  2 pending, 1 paused", "Paused:      " + BACKGROUND,
				"Warning:     migration " + BACKGROUND + " is paused", "Run 'monarch resume " + BACKGROUND + " dev'.")
			.doesNotContain("Problem", "ABANDONED", "abandoned");
		run(6, "status", "dev", "--strict");
		assertThat(migration(BACKGROUND)).containsEntry("activity", "PAUSED");
		assertThat(batch(BACKGROUND)).containsEntry("pausedBy", Operator.current()).containsEntry("leftMillis", null);
		assertThat(Instant.parse((String) batch(BACKGROUND).get("pausedSince"))).isCloseTo(Instant.now(),
				org.assertj.core.api.Assertions.within(10, ChronoUnit.MINUTES));
	}

	@Test
	@SuppressWarnings("unchecked")
	void migrationInTheBackgroundThatNoProcessRunsIsWaiting() {
		begin("dev", BACKGROUND, true, 3);
		assertThat(words(list())).contains(BACKGROUND + " WAITING",
				"not running at " + AT + "; an instance of the application continues it",
				"3 migrations: 1 waiting, 2 pending");
		assertThat(run(0, "show-migration", BACKGROUND, "dev")).contains("State:       WAITING",
				"Next:        An instance of the application continues it, and so does 'monarch migrate dev'.");
		assertThat(run(0, "status", "dev")).contains("Migrations:  2 pending, 1 waiting", "Waiting:     " + BACKGROUND)
			.doesNotContain("Problem", "abandoned");
		assertThat(migration(BACKGROUND)).containsEntry("activity", "WAITING");
		run(0, "list-migrations", "dev", "--failed", "--output", "json");
		assertThat((List<Object>) this.shell.json()).isEmpty();
		run(0, "status", "dev", "--output", "json");
		Map<String, Object> migrations = (Map<String, Object>) ((Map<String, Object>) this.shell.json())
			.get("migrations");
		assertThat((List<Map<String, Object>>) migrations.get("waiting")).extracting((each) -> each.get("id"))
			.containsExactly(BACKGROUND);
		assertThat((List<Object>) migrations.get("paused")).isEmpty();
		assertThat((List<Object>) migrations.get("abandoned")).isEmpty();
	}

	@Test
	void migrationThatFailedShowsWhereItStopped() {
		begin("dev", SPLIT, false, 3);
		history("dev").updateOne(new Document("_id", SPLIT),
				Updates.combine(Updates.set("state", "FAILED"),
						Updates.set("error", "The document {\"_id\": 4000000} of collection 'people' cannot be "
								+ "changed: name is not a string")));
		assertThat(words(list())).contains(SPLIT + " FAILED", "stopped at " + AT + "; The document {\"_id\": 4000000}");
		assertThat(run(0, "show-migration", SPLIT, "dev")).contains("Progress:    " + AT);
		assertThat(run(1, "status", "dev")).contains("Failed:      " + SPLIT + ": stopped at " + AT + "; The document");
		run(0, "pause", SPLIT, "dev");
		assertThat(words(list())).contains("stopped at " + AT + ", and paused by " + Operator.current());
		run(0, "resume", SPLIT, "dev");
		assertThat(this.shell.err()).contains("It has failed: 'monarch show-migration " + SPLIT + " dev'");
	}

	@Test
	void migrationInTheForegroundWhoseProcessDiedIsAbandonedAndContinues() {
		begin("dev", SPLIT, false, 3);
		assertThat(words(list())).contains(SPLIT + " ABANDONED", "the next run continues it at " + AT);
		run(1, "status", "dev");
		run(0, "pause", SPLIT, "dev");
		assertThat(words(list())).contains(SPLIT + " PAUSED").doesNotContain("ABANDONED");
		run(0, "resume", SPLIT, "dev");
		assertThat(this.shell.out()).isEqualTo("Resumed " + SPLIT + " on 'dev' at " + AT + "\n");
		assertThat(this.shell.err()).contains("The next start continues it, and so does 'monarch migrate dev'.");
	}

	@Test
	void linesFitTheTerminal() {
		begin("dev", SPLIT, false, 3);
		begin("dev", BACKGROUND, true, 2);
		lock("dev", SPLIT, 3);
		run(0, "pause", BACKGROUND, "dev");
		assertThat(list().lines()).allMatch((line) -> Text.width(line) <= 80);
	}

	@Test
	void matrixShowsTheShareThatIsDone() {
		begin("dev", SPLIT, false, 3);
		lock("dev", SPLIT, 3);
		begin("prod", SPLIT, false, 3);
		this.shell.runAt(Screen.terminal("xterm", "1", () -> 80), "list-migrations", "*");
		assertThat(words(this.shell.out())).contains("ID dev prod archive", SPLIT + " RUNNING 40 % ABANDONED 40 % NEW");
		assertThat(this.shell.out().lines()).allMatch((line) -> Text.width(line) <= 80);
		this.shell.runAt(Screen.terminal("xterm", "1", () -> 50), "list-migrations", "*");
		assertThat(this.shell.out()).contains("  RUNNING     ").doesNotContain("40 %");
	}

	@Test
	@SuppressWarnings("unchecked")
	void pauseAndResumePrintTheMigrationAsJson() {
		begin("dev", SPLIT, false, 3);
		run(0, "pause", SPLIT, "dev", "--output", "json");
		assertThat((Map<String, Object>) this.shell.json()).containsEntry("id", SPLIT)
			.containsEntry("state", "PROCESSING")
			.containsEntry("activity", "PAUSED");
		run(0, "resume", SPLIT, "dev", "--output", "json");
		assertThat((Map<String, Object>) this.shell.json()).containsEntry("activity", "ABANDONED");
	}

	@Test
	void beginningOfAnIdIsEnough() {
		begin("dev", SPLIT, false, 3);
		run(0, "pause", "202611231015", "dev");
		assertThat(this.shell.err()).contains("'202611231015' is migration " + SPLIT);
	}

	@Test
	void guardedEnvironmentDemandsProof() {
		begin("prod", SPLIT, false, 3);
		for (String verb : List.of("pause", "resume")) {
			run(3, verb, SPLIT, "prod");
			run(3, verb, SPLIT, "prod", "--yes");
			run(3, verb, SPLIT, "prod", "--confirm", "dev");
			assertThat(this.shell.err()).contains("prod");
		}
		assertThat(record("prod", SPLIT)).doesNotContainKey("paused");
		run(0, "pause", SPLIT, "prod", "--confirm", "prod");
		assertThat(record("prod", SPLIT)).containsKey("paused");
		run(0, "resume", SPLIT, "prod", "--confirm", "prod");
		assertThat(record("prod", SPLIT)).doesNotContainKey("paused");
		assertThat(this.shell.runWithAnswers("nonsense\n", "pause", SPLIT, "prod")).isEqualTo(3);
		assertThat(this.shell.err()).contains("Pause migration " + SPLIT + ": environment 'prod'", "What is ");
		assertThat(record("prod", SPLIT)).doesNotContainKey("paused");
	}

	@Test
	void readOnlyEnvironmentIsNeverChanged() {
		begin("archive", SPLIT, false, 3);
		for (String verb : List.of("pause", "resume")) {
			run(3, verb, SPLIT, "archive", "--confirm", "archive");
			assertThat(this.shell.err()).contains("'archive'", "read-only");
		}
		assertThat(record("archive", SPLIT)).doesNotContainKey("paused");
	}

	@Test
	void whatCannotBePausedIsBadInput() {
		run(2, "pause", "202611231030_plain", "prod");
		assertThat(this.shell.err())
			.contains("Migration '202611231030_plain' is not a batch migration, so it cannot be paused.");
		run(2, "resume", "202611231030_plain", "prod");
		assertThat(this.shell.err()).contains("so it cannot be resumed.");
		run(2, "pause", "202611231015_split_nmes", "prod");
		assertThat(this.shell.err()).contains("Did you mean '" + SPLIT + "'?");
		run(2, "pause", SPLIT, "dev");
		assertThat(this.shell.err()).contains("has not begun");
		begin("dev", SPLIT, false, 3);
		run(2, "resume", SPLIT, "dev");
		assertThat(this.shell.err()).contains("is not paused");
		run(0, "pause", SPLIT, "dev");
		run(2, "pause", SPLIT, "dev");
		assertThat(this.shell.err()).contains("is already paused");
	}

	@Test
	void fromStartOfAnotherMigrationIsBadInputBeforeAnythingIsAsked() {
		run(2, "migrate-one", "202611231030_plain", "prod", "--from-start");
		assertThat(this.shell.err())
			.contains("Migration '202611231030_plain' is not a batch migration, so it always runs from its start.");
		run(3, "migrate-one", SPLIT, "prod", "--from-start");
		run(2, "migrate-one", "nothing", "dev", "--from-start");
		assertThat(this.shell.err()).contains("There is no migration 'nothing'");
	}

	private String list() {
		assertThat(this.shell.runAt(Screen.terminal("xterm", "1", () -> 80), "list-migrations", "dev")).isZero();
		return this.shell.out();
	}

	private static String words(String text) {
		return text.replaceAll("\u001b\\[[\\d;]*m", "").replaceAll("\\s+", " ");
	}

	private String run(int exitCode, String... words) {
		int actual = this.shell.run(words);
		assertThat(actual).as("%s%n%s%n%s", String.join(" ", words), this.shell.out(), this.shell.err())
			.isEqualTo(exitCode);
		return this.shell.out();
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> migration(String id) {
		run(0, "list-migrations", "dev", "--output", "json");
		return ((List<Map<String, Object>>) this.shell.json()).stream()
			.filter((each) -> each.get("id").equals(id))
			.findFirst()
			.orElseThrow();
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> batch(String id) {
		return (Map<String, Object>) migration(id).get("batch");
	}

	/**
	 * Record that a batch migration began and did four of ten million documents.
	 */
	private void begin(String environment, String id, boolean background, long token) {
		Document record = new Document("_id", id).append("state", "PROCESSING")
			.append("operation", "migrate")
			.append("startedAt", new Date())
			.append("host", "shop-7d9f")
			.append("batch", true)
			.append("token", token)
			.append("format", 1);
		history(environment).insertOne(background ? record.append("background", true) : record);
		for (int range = 1; range <= 2; range++) {
			history(environment).insertOne(new Document("_id", id + " range " + range).append("state", "PROCESSING")
				.append("rangeOf", id)
				.append("range", range)
				.append("done", 2_000_000L)
				.append("total", (range == 1) ? 10_000_000L : 0L)
				.append("token", token)
				.append("format", 1));
		}
	}

	private void lock(String environment, String id, long token) {
		this.shell.environment(environment)
			.mongoDatabase()
			.getCollection("monarch_lock")
			.insertOne(new Document("_id", "migrations").append("owner", "shop-7d9f:1:ab")
				.append("since", new Date())
				.append("until", Date.from(Instant.now().plusSeconds(600)))
				.append("token", token)
				.append("format", 1)
				.append("progress",
						new Document("work", id).append("done", 3_900_000L)
							.append("total", 10_000_000L)
							.append("perSecond", 20_000.0)));
	}

	private Document record(String environment, String id) {
		return history(environment).find(new Document("_id", id)).first();
	}

	private MongoCollection<Document> history(String environment) {
		return this.shell.environment(environment).mongoDatabase().getCollection("monarch_migrations");
	}

	@Migration(SPLIT)
	static class Split implements MongoBatchMigration {

		@Override
		public Batches batches() {
			return Batches.of("people").update(Updates.inc("n", 1));
		}

	}

	@Migration(id = BACKGROUND, background = true)
	static class Fill extends Split {

	}

	@Migration("202611231030_plain")
	static class Plain implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
		}

	}

}
