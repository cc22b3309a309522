package io.monarch.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.mongodb.client.MongoCollection;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.monarch.environment.Protection;
import io.monarch.queryset.Masks;
import io.monarch.queryset.MongoQuerySet;
import io.monarch.queryset.QuerySet;
import io.monarch.queryset.QuerySetContext;
import io.monarch.shell.terminal.Screen;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the commands that copy, back up and restore.
 */
class TransferCommandsTests {

	private final MongoServer one = new MongoServer(new MemoryBackend());

	private final MongoServer other = new MongoServer(new MemoryBackend());

	@TempDir
	private Path folder;

	private CommandHarness shell;

	@BeforeEach
	void start() {
		String first = this.one.bindAndGetConnectionString();
		String second = this.other.bindAndGetConnectionString();
		this.shell = new CommandHarness(
				List.of(CommandHarness.settings("dev", first, Protection.OPEN),
						CommandHarness.settings("prod", second, Protection.GUARDED),
						CommandHarness.settings("archive", second + "/archive", Protection.READ_ONLY)),
				this.folder, Dogs.class, OneDog.class, Masked.class);
		dogs("prod").insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
		dogs("dev").insertOne(new Document("_id", 7));
	}

	@AfterEach
	void stop() {
		this.shell.close();
		this.one.shutdownNow();
		this.other.shutdownNow();
	}

	@Test
	void copyDbSaysWhatIsLostAndHasTheJsonShapeOfTheContract() {
		run(0, "copy-db", "prod:dev", "--yes", "--output", "json");
		Map<?, ?> json = (Map<?, ?>) this.shell.json();
		assertThat(json.keySet().toString()).isEqualTo("[from, to, collections, documents, buckets, bytes, consistent, "
				+ "durationMillis, masked, warnings]");
		assertThat(json.get("from")).isEqualTo("prod");
		assertThat(((List<?>) json.get("collections")).get(0).toString())
			.matches("\\{name=dogs, documents=2, buckets=0, bytes=\\d+, indexes=1, consistent=(true|false)}");
		assertThat(this.shell.err()).contains("Replace all data with a copy of 'prod' on environment 'dev'",
				"database dogs: 1 collection, 1 document");
		assertThat(dogs("dev").countDocuments()).isEqualTo(2);
	}

	@Test
	void copyDbSaysWhatWouldArriveAndFromWhere() {
		this.shell.environment("prod").mongoDatabase().getCollection("cats").insertOne(new Document("_id", 1));
		run(3, "copy-db", "prod:dev");
		assertThat(this.shell.err()).contains("New data:",
				"from environment " + this.shell.environment("prod").description(),
				"database dogs: 2 collections, 3 documents");
		run(3, "copy-db", "prod:dev", "-q", "only-dogs");
		assertThat(this.shell.err()).contains("selected by query set 'only-dogs'",
				"database dogs: 1 collection, 2 documents", "collection dogs");
	}

	@Test
	void copyDbAsksWhatAQuerySetNeedsBeforeTheConfirmationAndOnlyOnce() {
		assertThat(this.shell.runWithAnswers("2\ny\n", "copy-db", "prod:dev", "-q", "one-dog")).isZero();
		assertThat(this.shell.err()).containsOnlyOnce("Which dog?")
			.containsOnlyOnce("Taking one dog")
			.containsSubsequence("Which dog?", "1 collection, 1 document", "Continue? [y/N]");
		assertThat(dogs("dev").find().into(new java.util.ArrayList<>())).containsExactly(new Document("_id", 2));
	}

	@Test
	void copyDbAndBackupOfADatabaseWithoutDocumentsAreBadInputUnlessAllowed() {
		dogs("prod").deleteMany(new Document());
		run(2, "copy-db", "prod:dev", "--yes");
		assertThat(this.shell.err()).contains("holds no documents", "dogs on", "--allow-empty");
		run(2, "backup", "prod");
		assertThat(this.shell.err()).contains("holds no documents", "--allow-empty");
		assertThat(run(0, "list-backups")).isEmpty();
		assertThat(dogs("dev").countDocuments()).isOne();
		String name = run(0, "backup", "prod", "--allow-empty").strip();
		run(2, "restore", name + ":dev", "--yes");
		assertThat(this.shell.err()).contains("Backup '" + name + "' holds no documents");
		run(0, "restore", name + ":dev", "--yes", "--allow-empty");
		assertThat(dogs("dev").countDocuments()).isZero();
		dogs("dev").insertOne(new Document("_id", 7));
		run(0, "copy-db", "prod:dev", "--yes", "--allow-empty");
		assertThat(dogs("dev").countDocuments()).isZero();
	}

	@Test
	void copyDbWhenTheQuerySetSelectsNothingIsBadInputBeforeItIsConfirmed() {
		run(2, "copy-db", "prod:dev", "-q", "one-dog", "--param", "dog=99");
		assertThat(this.shell.err()).contains("holds no documents").doesNotContain("This would be lost");
		run(2, "backup", "prod", "-q", "one-dog", "--param", "dog=99");
		assertThat(this.shell.err()).contains("query set 'one-dog'", "holds no documents");
		assertThat(dogs("dev").countDocuments()).isOne();
	}

	@Test
	void restoreSaysWhatWouldArriveAndWhatIsReallyLost() {
		this.shell.environment("dev").mongoDatabase().getCollection("cats").insertOne(new Document("_id", 1));
		String name = run(0, "backup", "prod").strip();
		run(3, "restore", name + ":dev");
		assertThat(this.shell.err()).contains("database dogs: 2 collections, 2 documents",
				"from backup " + name + ": 1 collection, 2 documents", " of environment 'prod', database dogs");
		run(3, "restore", name + ":dev", "--only", "dogs");
		assertThat(this.shell.err())
			.contains("collection dogs of database dogs: 1 document", "collection dogs; all others stay as they are")
			.doesNotContain("database dogs: 2 collections");
		this.shell.environment("prod").mongoDatabase().getCollection("birds").insertOne(new Document("_id", 1));
		String both = run(0, "backup", "prod").strip();
		run(3, "restore", both + ":dev", "--only", "dogs", "--only", "birds");
		assertThat(this.shell.err()).contains("collection dogs of database dogs: 1 document",
				"nothing of collection birds, which database dogs does not have");
	}

	@Test
	void overwriteOfNothingIsNotConfirmedAndSaysWhatArrives() {
		String name = run(0, "backup", "prod").strip();
		dogs("dev").drop();
		this.shell.environment("dev").mongoDatabase().getCollection("cats").insertOne(new Document("_id", 1));
		run(0, "restore", name + ":dev", "--only", "dogs");
		assertThat(this.shell.err()).contains("Nothing would be lost.", "New data:",
				"collection dogs; all others stay as they are");
		assertThat(dogs("dev").countDocuments()).isEqualTo(2);
		run(0, "drop-db", "dev", "--yes");
		assertThat(this.shell.runWithAnswers("", "copy-db", "prod:dev")).isZero();
		assertThat(this.shell.err()).contains("Nothing would be lost.", "database dogs: 1 collection, 2 documents")
			.doesNotContain("Continue?");
		run(0, "drop-db", "prod", "--yes", "--confirm", "prod");
		run(3, "restore", name + ":prod", "--yes");
		assertThat(this.shell.err()).contains("Nothing would be lost.", "Add --confirm prod.");
		run(0, "restore", name + ":prod", "--confirm", "prod");
		run(3, "restore", name + ":archive", "--confirm", "archive");
	}

	@Test
	void copyDbAndBackupSayWhatIsMaskedAndWarnInJson() {
		this.shell.environment("prod").mongoDatabase().getCollection("cats").insertOne(new Document("name", "Kit"));
		run(0, "copy-db", "prod:dev", "--yes", "-q", "masked");
		assertThat(this.shell.err()).contains("masked: cats (name), dogs (transformed)",
				"no documents of collection dogs",
				"Warning: Query set 'masked' selects no documents of collection " + "'dogs'.");
		assertThat(this.shell.out()).contains("Masked: cats (name), dogs (transformed)");
		run(0, "backup", "prod", "-q", "masked", "--output", "json");
		Map<?, ?> json = (Map<?, ?>) this.shell.json();
		assertThat(json.get("masked").toString())
			.isEqualTo("[{collection=cats, fields=[name], transformed=false, absent=[]}, "
					+ "{collection=dogs, fields=[], transformed=true, absent=[]}]");
		assertThat(json.get("warnings").toString()).contains("selects no documents of collection 'dogs'");
		assertThat(json.get("environment")).isEqualTo("prod");
		assertThat(json.get("database")).isEqualTo("dogs");
		assertThat(json.get("documents")).hasToString("1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "prod dev", "prod: dev", "prod :dev", "prod : dev" })
	void copyDbOfTwoWordsAsksForOne(String words) {
		run(2, ("copy-db " + words).split(" "));
		assertThat(this.shell.err()).contains("Did you mean 'prod:dev'?");
		run(2, ("restore " + words).split(" "));
		assertThat(this.shell.err()).contains("Did you mean 'prod:dev'?");
	}

	@Test
	void failureIsAnObjectOnStdoutWhereJsonIsAskedFor() {
		run(2, "copy-db", "prod:nowhere", "--output", "json");
		Map<?, ?> error = (Map<?, ?>) ((Map<?, ?>) this.shell.json()).get("error");
		assertThat(error.get("message").toString()).contains("nowhere");
		assertThat(error.get("action").toString()).isNotEmpty();
		assertThat(error.get("exitCode")).hasToString("2");
		run(2, "no-such-command", "--output=json");
		assertThat(((Map<?, ?>) this.shell.json()).keySet().toString()).isEqualTo("[error]");
		run(3, "copy-db", "prod:dev", "--output", "json");
		assertThat(((Map<?, ?>) ((Map<?, ?>) this.shell.json()).get("error")).get("exitCode")).hasToString("3");
		run(2, "copy-db", "prod:nowhere");
		assertThat(this.shell.out()).isEmpty();
	}

	@Test
	void copyDbWhenNotConfirmedOrNotProvenIsRefused() {
		run(3, "copy-db", "prod:dev");
		assertThat(this.shell.err()).contains("Add --yes.");
		run(3, "copy-db", "dev:prod", "--yes");
		assertThat(this.shell.err()).contains("--yes alone is not sufficient proof", "Add --confirm prod.");
		run(3, "copy-db", "dev:prod", "--yes", "--confirm", "dev");
		run(3, "copy-db", "dev:archive", "--yes", "--confirm", "archive");
		assertThat(this.shell.err()).contains("is read-only and is never changed");
		assertThat(this.shell.runWithAnswers("n\n", "copy-db", "prod:dev")).isEqualTo(3);
		assertThat(dogs("dev").countDocuments()).isOne();
		assertThat(dogs("prod").countDocuments()).isEqualTo(2);
		run(0, "copy-db", "dev:prod", "--yes", "--confirm", "prod");
		assertThat(dogs("prod").countDocuments()).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "prod", ":dev", "prod:", "prod:nowhere", "nowhere:dev", "dev:dev", "a:b:c" })
	void copyDbWhenTheWordIsNoPairOfEnvironmentsIsBadInput(String word) {
		run(2, "copy-db", word, "--yes", "--confirm", "prod");
		assertThat(dogs("dev").countDocuments()).isOne();
	}

	@Test
	void copyDbWhenQuerySetOrParameterIsWrongIsBadInput() {
		run(2, "copy-db", "prod:dev", "--yes", "-q", "nothing");
		assertThat(this.shell.err()).contains("There is no query set 'nothing'.");
		run(2, "copy-db", "prod:dev", "--yes", "--param", "a=b");
		run(2, "copy-db", "prod:dev", "--yes", "-q", "nothing", "--param", "ab");
		assertThat(this.shell.err()).contains("--param must be <name>=<value>, not 'ab'.");
	}

	@Test
	void parameterThatTheQuerySetNeverAsksForIsBadInputBeforeAnythingIsDone() {
		for (String command : List.of("copy-db prod:dev", "backup prod")) {
			run(2, (command + " -q only-dogs --param nope=1").split(" "));
			assertThat(this.shell.err()).contains("Query set 'only-dogs' has no parameter 'nope'.",
					"It declares no parameters and asks for none: leave it out.");
			run(2, (command + " -q one-dog --param dog=1 --param nope=1").split(" "));
			assertThat(this.shell.err()).contains("Query set 'one-dog' has no parameter 'nope'.",
					"It declares none, and asks for: dog.");
		}
		run(2, "copy-db", "prod:dev", "-q", "one-dog", "--param", "dog=1", "--param", "dog=2");
		assertThat(this.shell.err()).contains("--param dog is given twice.");
		run(2, "restore", "any:dev", "--param", "nope=1");
		assertThat(this.shell.err()).contains("'restore' has no option --param.");
		assertThat(dogs("dev").countDocuments()).isOne();
		assertThat(this.folder.resolve("backups")).satisfiesAnyOf((backups) -> assertThat(backups).doesNotExist(),
				(backups) -> assertThat(backups).isEmptyDirectory());
	}

	@Test
	void dropDbDropsWhatWasConfirmed() {
		run(3, "drop-db", "dev");
		run(3, "drop-db", "archive", "--yes");
		run(0, "drop_db", "dev", "--yes");
		assertThat(this.shell.out()).contains("Dropped the database of 'dev'");
		assertThat(this.shell.environment("dev").mongoDatabase().listCollectionNames()).doesNotContain("dogs");
		run(0, "drop-db", "dev", "--yes", "--output", "json");
		assertThat(this.shell.out().strip())
			.isEqualTo("{\"environment\":\"dev\",\"database\":\"dogs\",\"dropped\":true}");
	}

	@Test
	void backupsAreMadeListedVerifiedRestoredAndDeleted() {
		String name = run(0, "backup", "prod", "--name", "shop").strip();
		assertThat(name).matches("shop__\\d{4}_\\d\\d_\\d\\d\\.dmp\\.zip");
		run(0, "backup", "prod", "--name", "shop", "--output", "json");
		assertThat(((Map<?, ?>) this.shell.json()).keySet().toString()).isEqualTo(
				"[name, size, environment, database, createdAt, collections, documents, buckets, bytes, consistent, "
						+ "durationMillis, masked, warnings, verified]");
		assertThat(((Map<?, ?>) this.shell.json()).get("verified")).isNull();
		run(0, "list-backups", "--output", "json");
		List<?> entries = (List<?>) this.shell.json();
		assertThat(entries).hasSize(2);
		assertThat(((Map<?, ?>) entries.get(0)).keySet().toString())
			.isEqualTo("[name, size, createdAt, environment, database, documents, buckets, state, "
					+ "querySet, proof, proofProblem]");
		assertThat(run(0, "list_backups").lines()).hasSize(3);
		run(0, "verify-backup", name, "--output", "json");
		assertThat(this.shell.out().strip()).isEqualTo("{\"name\":\"" + name + "\",\"ok\":true,\"problems\":[]}");
		run(3, "restore", name + ":dev");
		run(2, "restore", name + "x:dev", "--yes");
		assertThat(this.shell.err()).contains("Did you mean '" + name + "'?");
		run(2, "restore", name + ":dev", "--yes", "--only", "cats");
		assertThat(this.shell.err()).contains("holds no collection 'cats'", "It holds dogs.");
		run(0, "restore", name + ":dev", "--yes");
		assertThat(dogs("dev").countDocuments()).isEqualTo(2);
		run(2, "prune-backups");
		run(2, "prune-backups", "--keep-last", "0");
		run(3, "prune-backups", "--keep-last", "1");
		assertThat(run(0, "prune-backups", "--keep-last", "1", "--yes")).contains("Deleted " + name);
		run(3, "delete-backup", name.replace(".dmp", "_2.dmp"));
		run(0, "delete-backup", name.replace(".dmp", "_2.dmp"), "--yes", "--output", "json");
		assertThat(this.shell.out().strip())
			.isEqualTo("{\"name\":\"" + name.replace(".dmp", "_2.dmp") + "\",\"deleted\":true}");
		assertThat(run(0, "list-backups")).isEmpty();
	}

	@Test
	void backupIsVerifiedWhereThatIsAskedForAndSilentWhereItIsQuiet() {
		run(0, "backup", "prod", "--verify", "--output", "json");
		assertThat(((Map<?, ?>) this.shell.json()).get("verified")).isEqualTo(true);
		run(0, "backup", "prod", "--verify");
		assertThat(this.shell.err()).contains("2 documents", ", verified");
		run(0, "backup", "prod", "--quiet", "--verify");
		assertThat(this.shell.out()).isNotEmpty();
		assertThat(this.shell.err().lines()).allMatch((line) -> line.startsWith("Warning: "));
		run(0, "prune-backups", "--keep-last", "9", "--yes", "--quiet");
		assertThat(this.shell.err()).isEmpty();
	}

	@Test
	void dropDbOfAGuardedEnvironmentDemandsProof() {
		run(3, "drop-db", "prod", "--yes");
		assertThat(this.shell.err()).contains("Add --confirm prod.");
		run(3, "drop-db", "prod", "--confirm", "prod");
		assertThat(this.shell.err()).contains("Add --yes.");
		run(3, "drop-db", "prod", "--yes", "--confirm", "dev");
		run(2, "drop-db", "pord", "--yes");
		assertThat(this.shell.err()).contains("Did you mean 'prod'?");
		assertThat(dogs("prod").countDocuments()).isEqualTo(2);
		run(0, "drop-db", "prod", "--yes", "--confirm", "prod");
		assertThat(dogs("prod").countDocuments()).isZero();
	}

	@Test
	void restoreHasTheJsonShapeOfTheContractAndGuardsItsTarget() {
		String name = run(0, "backup", "dev").strip();
		run(3, "restore", name + ":prod", "--yes");
		run(3, "restore", name + ":archive", "--yes", "--confirm", "archive");
		run(2, "restore", name, "--yes");
		run(2, "restore", name + ":nowhere", "--yes");
		assertThat(dogs("prod").countDocuments()).isEqualTo(2);
		run(0, "restore", name + ":prod", "--yes", "--confirm", "prod", "--output", "json");
		Map<?, ?> json = (Map<?, ?>) this.shell.json();
		assertThat(json.keySet().toString()).isEqualTo("[from, to, collections, documents, buckets, bytes, consistent, "
				+ "durationMillis, masked, warnings, database]");
		assertThat(json.get("from")).isEqualTo(name);
		assertThat(json.get("to")).isEqualTo("prod");
		assertThat(this.shell.err()).contains("Replace all data with backup " + name + " on environment 'prod'");
		assertThat(dogs("prod").countDocuments()).isOne();
	}

	@Test
	void restoreOfOneCollectionLeavesTheOthersAsTheyAre() {
		this.shell.environment("dev").mongoDatabase().getCollection("cats").insertOne(new Document("_id", 1));
		String name = run(0, "backup", "prod").strip();
		run(0, "restore", name + ":dev", "--yes", "--only", "dogs");
		assertThat(this.shell.out()).contains("dogs", "1 collection, 2 documents");
		assertThat(dogs("dev").countDocuments()).isEqualTo(2);
		assertThat(this.shell.environment("dev").mongoDatabase().getCollection("cats").countDocuments()).isOne();
	}

	@Test
	void verifyBackupWhenItIsDamagedFailsAndSaysHowInJson() throws IOException {
		String name = run(0, "backup", "prod").strip();
		assertThat(run(0, "verify-backup", name)).isEqualTo(name + " is good" + System.lineSeparator());
		Path file = this.folder.resolve("backups").resolve(name);
		byte[] bytes = Files.readAllBytes(file);
		bytes[60] ^= 1;
		Files.write(file, bytes);
		run(1, "verify-backup", name, "--output", "json");
		Map<?, ?> json = (Map<?, ?>) this.shell.json();
		assertThat(json.keySet().toString()).isEqualTo("[name, ok, problems]");
		assertThat(json.get("ok")).isEqualTo(false);
		assertThat((List<?>) json.get("problems")).isNotEmpty();
		assertThat(this.shell.err()).contains("Do not rely on it.");
		run(2, "verify-backup", "nothing.dmp.zip");
	}

	@Test
	void restoreWhenADumpHoldsSeveralDatabasesTakesTheOneThatIsNamed() throws IOException {
		Path dump = this.folder.resolve("dump");
		for (String database : List.of("shop", "zoo", "admin")) {
			Files.createDirectories(dump.resolve(database));
			Files.write(dump.resolve(database).resolve(database + "_data.bson"),
					new byte[] { 14, 0, 0, 0, 16, '_', 'i', 'd', 0, 1, 0, 0, 0, 0 });
		}
		run(2, "verify-backup", dump.toString());
		assertThat(this.shell.err()).contains("holds several databases: shop, zoo.", "--database shop");
		run(2, "restore", dump + ":dev", "--yes");
		assertThat(this.shell.err()).contains("holds several databases: shop, zoo.");
		run(2, "restore", dump + ":dev", "--yes", "--database", "admin");
		assertThat(dogs("dev").countDocuments()).isOne();
		run(0, "verify-backup", dump.toString(), "--database", "zoo");
		run(0, "restore", dump + ":dev", "--yes", "--database", "zoo");
		assertThat(this.shell.environment("dev").mongoDatabase().getCollection("zoo_data").countDocuments()).isOne();
	}

	@Test
	void verifyBackupWhenAZipHoldsNothingIsNotGood() throws IOException {
		Path zip = this.folder.resolve("empty.zip");
		Files.write(zip, new byte[] { 'P', 'K', 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 });
		run(1, "verify-backup", zip.toString());
		assertThat(this.shell.err()).contains("holds no collections");
	}

	@Test
	void backupWhenNameOrEnvironmentIsWrongIsBadInput() {
		for (String base : List.of("../x", "/x", "a\nb", "\u001b[2J", "x".repeat(300))) {
			run(2, "backup", "prod", "--name=" + base);
		}
		run(2, "backup", "nowhere");
		run(2, "backup", "prod", "-q", "nothing");
		dogs("archive").insertOne(new Document("_id", 1));
		run(0, "backup", "archive");
		assertThat(run(0, "list-backups").lines()).hasSize(2);
	}

	@Test
	void deleteAndPruneSayWhatIsLostAndAreNotSilent() {
		String first = run(0, "backup", "prod").strip();
		String second = run(0, "backup", "prod").strip();
		run(2, "delete-backup", first + "x", "--yes");
		assertThat(this.shell.err()).contains("There is no backup '" + first + "x'", "Did you mean");
		assertThat(this.shell.runWithAnswers("n\n", "delete-backup", first)).isEqualTo(3);
		assertThat(this.shell.err()).contains(first + ": ", "Continue? [y/N]", "Nothing was changed.");
		run(2, "prune-backups", "--keep-last", "x");
		run(2, "prune-backups", "--keep-days", "-1");
		run(0, "prune-backups", "--keep-last", "5", "--yes");
		assertThat(this.shell.err()).contains("No backups to prune.");
		run(0, "prune-backups", "--keep-last", "1", "--yes", "--output", "json");
		List<?> pruned = (List<?>) this.shell.json();
		assertThat(pruned).hasSize(1);
		assertThat(((Map<?, ?>) pruned.get(0)).keySet().toString())
			.isEqualTo("[name, size, createdAt, environment, database, documents, buckets, state, "
					+ "querySet, proof, proofProblem]");
		assertThat(run(0, "list-backups")).contains(second).doesNotContain(first + " ");
		assertThat(this.shell.runWithAnswers("y\n", "delete-backup", second)).isZero();
		assertThat(this.shell.out()).contains("Deleted " + second);
	}

	@Test
	void pruneSaysWhatItDoesNotCountAndReadsAllWhenAskedTo() throws Exception {
		String good = run(0, "backup", "prod").strip();
		String damaged = run(0, "backup", "prod", "--name", "damaged").strip();
		Path file = this.folder.resolve("backups").resolve(damaged);
		byte[] bytes = Files.readAllBytes(file);
		int documents = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("(\u00b5/\u00fd");
		bytes[documents + 8] ^= 1;
		Files.write(file, bytes);
		Files.writeString(this.folder.resolve("backups").resolve("shop__2999_01_01.dmp.zip"), "{");
		run(0, "prune-backups", "--keep-last", "1", "--verify", "--yes", "--output", "json");
		assertThat(this.shell.out().strip()).isEqualTo("[]");
		assertThat(this.shell.err()).contains("Kept, and not counted as good: shop__2999_01_01.dmp.zip",
				damaged + ", which are damaged or incomplete.");
		assertThat(run(0, "prune-backups", "--keep-last", "1", "--yes")).contains("Deleted " + good);
	}

	@Test
	void pruneWhenAQuerySetIsBackedUpMoreOftenKeepsTheWholeBackup() {
		String whole = run(0, "backup", "prod").strip();
		String part = run(0, "backup", "prod", "-q", "only-dogs", "--name", "part").strip();
		run(0, "backup", "prod", "--query-set", "only-dogs", "--name", "part");
		assertThat(run(0, "list-backups")).contains("part: only-dogs");
		assertThat(run(0, "prune-backups", "--keep-last", "1", "--yes").strip()).isEqualTo("Deleted " + part);
		assertThat(run(0, "list-backups")).contains(whole);
	}

	@Test
	void backupsFitATerminalAndAreWholeInScripts() {
		String name = run(0, "backup", "prod", "--name", "a-name-that-is-as-long-as-names-are").strip();
		assertThat(run(0, "list-backups")).contains(name).containsPattern("\\d{4}-\\d\\d-\\d\\d [\\d:]+Z  prod ");
		assertThat(this.shell.runAt(Screen.terminal("xterm", "1", () -> 80), "list-backups")).isZero();
		assertThat(this.shell.out().lines()).hasSize(4)
			.allMatch((line) -> line.length() <= 80)
			.anyMatch((line) -> line.matches(Pattern.quote(name) + " +\\d+\\.\\d KiB  now"))
			.last()
			.asString()
			.startsWith("1 backup, ");
	}

	@Test
	void completionKnowsBothHalves() {
		String name = run(0, "backup", "prod").strip();
		assertThat(complete("copy-db", "")).containsExactly("dev:", "prod:", "archive:");
		assertThat(complete("copy-db", "prod:d")).contains("prod:dev").doesNotContain("prod:prod");
		assertThat(complete("restore", "")).containsExactly(name + ":", "latest:");
		assertThat(complete("restore", name + ":")).contains(name + ":dev");
		assertThat(complete("restore", "latest@")).containsExactly(name + ":", "latest@dev:", "latest@prod:",
				"latest@archive:");
		assertThat(complete("restore", "latest@prod:")).contains("latest@prod:dev")
			.doesNotContain("latest@prod:" + name);
		assertThat(complete("compare", "")).containsExactly("dev:", "prod:", "archive:", name + ":", "latest:");
		assertThat(complete("compare", "prod:")).containsExactly("prod:dev", "prod:archive", "prod:" + name,
				"prod:latest");
		assertThat(complete("compare", name + ":latest@")).contains(name + ":latest@prod", name + ":dev")
			.doesNotContain(name + ":" + name, name + ":latest");
		assertThat(complete("verify-backup", "")).containsExactly(name, "latest");
		assertThat(AdminCommands.find(this.shell.registry, "verify-backup").complete(List.of(name, "--restore-on"), ""))
			.containsExactly("dev", "prod", "archive");
		assertThat(AdminCommands.find(this.shell.registry, "rehearse").complete(List.of("prod", "--on"), ""))
			.containsExactly("dev", "prod", "archive");
		assertThat(complete("delete-backup", "")).containsExactly(name);
	}

	private List<String> complete(String command, String word) {
		return AdminCommands.find(this.shell.registry, command).complete(List.of(), word);
	}

	private MongoCollection<Document> dogs(String environment) {
		return this.shell.environment(environment).mongoDatabase().getCollection("dogs");
	}

	private String run(int code, String... words) {
		assertThat(this.shell.run(words)).as(() -> String.join(" ", words) + "\n" + this.shell.err()).isEqualTo(code);
		return this.shell.out();
	}

	@QuerySet("one-dog")
	static class OneDog implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
			context.say("Taking one dog");
			context.dumpCollection("dogs", new Document("_id", context.prompt("dog", "Which dog?", Integer.class)));
		}

	}

	@QuerySet("masked")
	static class Masked implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
			context.mask("cats", "name", Masks.name());
			context.dumpCollection("dogs", new Document("_id", 99));
			context.transform("dogs", (document) -> document);
		}

	}

	@QuerySet("only-dogs")
	static class Dogs implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
			context.only();
			context.dumpCollection("dogs");
		}

	}

}
