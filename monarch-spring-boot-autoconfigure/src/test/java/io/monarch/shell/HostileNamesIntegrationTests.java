package io.monarch.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import com.mongodb.client.model.IndexOptions;
import io.monarch.environment.ControlCharacters;
import io.monarch.environment.Protection;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.queryset.MongoQuerySet;
import io.monarch.queryset.QuerySet;
import io.monarch.queryset.QuerySetContext;
import io.monarch.shell.terminal.Screen;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that names which a terminal would obey are shown as what they are, wherever a
 * command writes them, and that what they name is copied.
 */
@RealMongo
class HostileNamesIntegrationTests {

	private static final String OBEYED = "\u001b[31mred\u001b]0;title\u0007\r\n\u202e\u2066\u009b2J\u2028";

	private static final String COLLECTION = "dogs " + OBEYED;

	/** BSON cannot hold half a character. */
	private static final String DESCRIPTION = OBEYED + "\ud83d";

	private static final Screen SCREEN = Screen.terminal("xterm", "", () -> 400);

	@TempDir
	private Path folder;

	private TestDatabase source;

	private TestDatabase target;

	private CommandHarness shell;

	private final List<String> shown = new ArrayList<>();

	@BeforeEach
	void create(TestDatabase database) {
		this.source = database;
		this.target = TestDatabase.create();
		this.source.collection(COLLECTION).insertOne(new Document("_id", 1).append(OBEYED, 1));
		this.source.collection(COLLECTION).createIndex(new Document("a", 1), new IndexOptions().name(OBEYED));
		this.source.database().createView("view " + OBEYED, COLLECTION, List.of());
		this.source.collection("monarch_migrations")
			.insertOne(new Document("_id", "0_" + OBEYED).append("state", "FAILED")
				.append("description", OBEYED)
				.append("error", OBEYED)
				.append("application", OBEYED)
				.append("host", OBEYED)
				.append("token", 1L)
				.append("format", 1));
		this.target.collection("old " + OBEYED).insertOne(new Document("_id", 1));
		this.shell = new CommandHarness(
				List.of(CommandHarness.settings("dev", this.source.uri(), Protection.OPEN),
						CommandHarness.settings("other", this.target.uri(), Protection.OPEN)),
				this.folder, Hostile.class, Query.class);
	}

	@AfterEach
	void drop() {
		this.shell.close();
		this.target.close();
	}

	@Test
	void namesOfCollectionsAreEscapedWhereverACommandShowsThem() throws Exception {
		run("copy-db", "dev:other");
		run("copy-db", "dev:other", "--in-place");
		run("copy-db", "dev:other", "--query-set", "query " + OBEYED);
		run("backup", "dev");
		run("list-backups");
		run("list-query-sets");
		run("list-environments");
		run("verify-backup", "latest");
		run("restore", "latest:other");
		run("restore", "latest:other", "--in-place");
		run("restore", "latest:other", "--only", COLLECTION);
		run("restore", "latest:other", "--only", "no " + OBEYED);
		run("drop-db", "other");
		run("status", "dev");
		run("status", "other");
		run("list-migrations", "dev");
		run("show-migration", "0_" + OBEYED, "dev");
		run("mark", "0_" + OBEYED, "dev", "--as", "new");
		run("migrate", "other");
		run("list-migrations", "other");
		run("show-migration", "1_hostile", "other");
		Files.write(this.folder.resolve("backups").resolve("x" + "\u001b[31m__2026_01_01.dmp.zip"), new byte[] { 1 });
		run("list-backups");
		run("verify-backup", "x\u001b[31m__2026_01_01.dmp.zip");
		run("no-" + OBEYED);
		assertThat(this.shown).isNotEmpty().allSatisfy((text) -> assertThat(isSafe(text)).as(text).isTrue());
		assertThat(this.shown).anySatisfy((text) -> assertThat(text).contains("dogs \\u001b[31mred"));
	}

	@Test
	void whatHasSuchANameIsCopiedAndItsMigrationIsRecordedInFormThatDriversRead() {
		assertThat(this.shell.run("copy-db", "dev:other", "--yes")).as(this.shell.err()).isZero();
		assertThat(this.target.collection(COLLECTION).countDocuments()).isOne();
		this.target.collection("monarch_migrations").deleteMany(new Document());
		assertThat(this.shell.run("migrate", "other")).as(this.shell.err()).isOne();
		Document record = this.target.collection("monarch_migrations").find().first();
		assertThat(record.getString("description")).isEqualTo(OBEYED + "\ufffd");
		// The driver writes half a character as bytes that are no UTF-8, and reads them.
		byte[] stored = this.target.collection("monarch_migrations")
			.withDocumentClass(RawBsonDocument.class)
			.find()
			.first()
			.getByteBuffer()
			.array();
		assertThat(HexFormat.of().formatHex(stored)).contains("efbfbd").doesNotContain("eda0bd");
		assertThat(this.shell.run("show-migration", "1_hostile", "other", "--output", "json")).isZero();
		assertThat(this.shell.out()).doesNotContain("ud83d").contains("ufffd");
	}

	/**
	 * Run a command in each way in which it can be asked to write.
	 */
	private void run(String... words) {
		int unused = this.shell.runWithAnswers("1\ny\n", words);
		this.shown.add(this.shell.out() + this.shell.err());
		unused = this.shell.runAt(SCREEN, words);
		this.shown.add(withoutDrawing(this.shell.out() + this.shell.err()));
		List<String> json = new ArrayList<>(List.of(words));
		json.addAll(List.of("--output", "json", "--yes"));
		unused = this.shell.run(json.toArray(String[]::new));
		this.shown.add(this.shell.out() + this.shell.err());
	}

	/**
	 * Leave out what Monarch draws: colours, and moves of the cursor.
	 */
	private static String withoutDrawing(String text) {
		return text.replaceAll("\u001b\\[(?:[0-9;]*m|\\d*A|J)", "").replace("\r\u001b[J", "").replace("\r", "");
	}

	private static boolean isSafe(String text) {
		return text.lines().noneMatch(ControlCharacters::isAnyIn);
	}

	@Migration(id = "1_hostile", description = DESCRIPTION)
	static class Hostile implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.say(DESCRIPTION);
			throw new IllegalStateException(DESCRIPTION);
		}

	}

	@QuerySet(name = "query " + OBEYED, description = DESCRIPTION, parameters = "which")
	static class Query implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
			context.dumpCollection(COLLECTION,
					new Document("_id", context.prompt("which", DESCRIPTION, Integer.class)));
		}

	}

}
