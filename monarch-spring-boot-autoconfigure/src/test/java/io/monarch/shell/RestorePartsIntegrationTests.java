package io.monarch.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.monarch.environment.Protection;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.transfer.Picture;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for restoring some collections, under other names and into other databases.
 */
@RealMongo
class RestorePartsIntegrationTests {

	@TempDir
	Path folder;

	private TestDatabase database;

	private CommandHarness shell;

	private String backup;

	@BeforeEach
	void create(TestDatabase created) {
		this.database = created;
		this.shell = new CommandHarness(List.of(CommandHarness.settings("dev", created.uri(), Protection.OPEN)),
				this.folder);
		this.database.collection("dogs").insertOne(new Document("_id", 1).append("name", "Rex"));
		this.database.collection("dogs").createIndex(new Document("name", 1));
		this.database.collection("cats").insertOne(new Document("_id", 1).append("name", "Tom"));
		this.database.database()
			.createView("rexes", "dogs", List.of(new Document("$match", new Document("name", "Rex"))));
		this.database.database()
			.runCommand(new Document("create", "weather").append("timeseries", new Document("timeField", "at")));
		this.database.collection("weather").insertOne(new Document("at", new java.util.Date(0)).append("x", 1));
		assertThat(this.shell.run("backup", "dev")).as(this.shell.err()).isZero();
		this.backup = this.shell.out().lines().toList().get(0).strip();
	}

	@AfterEach
	void close() {
		this.shell.close();
		this.database.client().getDatabase(newName()).drop();
	}

	@Test
	void excludedCollectionAndThoseThatTheBackupDoesNotHoldStayAsTheyAre() {
		this.database.collection("dogs").insertOne(new Document("_id", 2));
		this.database.collection("cats").insertOne(new Document("_id", 2));
		this.database.collection("later").insertOne(new Document("_id", 2));
		assertThat(restore("--exclude", "dogs", "--yes")).as(this.shell.err()).isZero();
		assertThat(this.database.collection("dogs").countDocuments()).isEqualTo(2);
		assertThat(this.database.collection("later").countDocuments()).isOne();
		assertThat(this.database.collection("cats").countDocuments()).isOne();
		assertThat(this.shell.err()).contains("Warning: view 'rexes' reads an excluded collection");
	}

	@Test
	void collectionIsRestoredUnderAnotherNameWithItsIndexes() {
		this.database.collection("dogs").deleteMany(new Document());
		assertThat(restore("--only", "dogs", "--as", "dogs_yesterday")).as(this.shell.err()).isZero();
		assertThat(this.database.collection("dogs_yesterday").find())
			.containsExactly(new Document("_id", 1).append("name", "Rex"));
		assertThat(this.database.collection("dogs_yesterday").listIndexes()).extracting((index) -> index.get("name"))
			.containsExactlyInAnyOrder("_id_", "name_1");
		assertThat(this.database.collection("dogs").countDocuments()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "weather", "rexes" })
	void timeSeriesAndViewCanHaveAnotherName(String name) {
		assertThat(restore("--only", name, "--as", "other")).as(this.shell.err()).isZero();
		assertThat(this.database.collection("other").countDocuments()).isOne();
		assertThat(this.database.collection(name).countDocuments()).isOne();
	}

	@Test
	void existingCollectionOfThatNameIsLostOnlyAfterConfirmation() {
		assertThat(restore("--only", "dogs", "--as", "cats")).isEqualTo(3);
		assertThat(this.shell.err()).contains("collection cats of database ");
		assertThat(this.database.collection("cats").find().first()).containsEntry("name", "Tom");
		assertThat(restore("--only", "dogs", "--as", "cats", "--yes")).isZero();
		assertThat(this.database.collection("cats").find().first()).containsEntry("name", "Rex");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a$b", "", "system.js", "system.views", "monarch_lock", "monarch_migrations",
			"monarch_staging_0123456789abcdef01234567_1" })
	void nameThatCannotBeIsRefused(String name) {
		Object before = Picture.of(this.database.database());
		assertThat(restore("--only", "dogs", "--as", name, "--yes")).isEqualTo(2);
		assertThat(Picture.of(this.database.database())).isEqualTo(before);
	}

	@Test
	void optionsThatContradictEachOtherAreRefused() {
		assertThat(restore("--only", "dogs", "--exclude", "cats")).isEqualTo(2);
		assertThat(restore("--as", "x")).isEqualTo(2);
		assertThat(restore("--only", "dogs", "--only", "cats", "--as", "x")).isEqualTo(2);
		assertThat(restore("--exclude", "nothing")).isEqualTo(2);
		assertThat(this.shell.err()).contains("holds no collection 'nothing'");
		assertThat(restore("--exclude", "dogs", "--exclude", "cats", "--exclude", "rexes", "--exclude", "weather"))
			.isEqualTo(2);
		assertThat(restore("--into-new", "x", "--in-place")).isEqualTo(2);
	}

	@Test
	void newDatabaseHasTheDataAndTheOldOneIsNotChanged() {
		Object before = Picture.of(this.database.database());
		this.database.collection("dogs").insertOne(new Document("_id", 2));
		assertThat(restore("--into-new", newName())).as(this.shell.err()).isZero();
		assertThat(Picture.of(this.database.client().getDatabase(newName()))).isEqualTo(before);
		assertThat(this.database.collection("dogs").countDocuments()).isEqualTo(2);
		assertThat(restore("--into-new", newName(), "--yes")).isEqualTo(2);
		assertThat(this.shell.err()).contains("already exists");
	}

	@Test
	void partCanBeRestoredIntoANewDatabase() {
		assertThat(restore("--only", "dogs", "--as", "old", "--into-new", newName(), "--output", "json"))
			.as(this.shell.err())
			.isZero();
		assertThat(this.shell.out()).contains("\"database\":\"" + newName() + "\"");
		List<String> names = this.database.client()
			.getDatabase(newName())
			.listCollectionNames()
			.into(new ArrayList<>());
		assertThat(names).containsExactlyInAnyOrder("old", "monarch_lock");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b", "x.y", "admin", "CONFIG", "" })
	void nameThatADatabaseCannotHaveIsRefused(String name) {
		assertThat(restore("--into-new", name)).isEqualTo(2);
	}

	@Test
	void databaseOfTheEnvironmentIsNotNew() {
		assertThat(restore("--into-new", this.database.name(), "--yes")).isEqualTo(2);
	}

	private int restore(String... options) {
		List<String> words = new ArrayList<>(List.of("restore", this.backup + ":dev"));
		words.addAll(List.of(options));
		return this.shell.run(words.toArray(String[]::new));
	}

	private String newName() {
		return this.database.name() + "_new";
	}

}
