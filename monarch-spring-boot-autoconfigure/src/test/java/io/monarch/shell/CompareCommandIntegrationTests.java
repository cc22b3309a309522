package io.monarch.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Protection;
import io.monarch.shell.terminal.Screen;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code compare}.
 */
@RealMongo
class CompareCommandIntegrationTests {

	private static final Screen NARROW = new Screen(true, false, () -> 80);

	private TestDatabase a;

	private TestDatabase b;

	private CommandHarness shell;

	@BeforeEach
	void start(@TempDir Path folder) {
		this.a = TestDatabase.create();
		this.b = TestDatabase.create();
		this.shell = new CommandHarness(List.of(CommandHarness.settings("dev", this.a.uri(), Protection.OPEN),
				CommandHarness.settings("prod", this.b.uri(), Protection.READ_ONLY),
				CommandHarness.settings("dev2", this.a.uri(), Protection.OPEN), CommandHarness.settings("gone",
						"mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=200", Protection.OPEN)),
				folder);
		fill(this.a.database());
		fill(this.b.database());
	}

	@AfterEach
	void stop() {
		this.shell.close();
		this.a.close();
		this.b.close();
	}

	private static void fill(MongoDatabase database) {
		database.getCollection("dogs")
			.insertMany(List.of(new Document("_id", 1).append("age", 5), new Document("_id", 2)));
		database.getCollection("cats").insertOne(new Document("_id", 1));
	}

	@Test
	void compareWhenSidesAreEqualEndsWithZero() {
		assertThat(this.shell.run("compare", "dev:prod")).isZero();
		assertThat(this.shell.out()).isEqualTo("Equal: 2 collections; a is 'dev', b is 'prod'\n");
		assertThat(this.shell.err()).isEmpty();
	}

	@Test
	void compareWhenSidesDifferShowsThemAt80ColumnsAndEndsWithFive() {
		change();
		assertThat(this.shell.runAt(NARROW, "compare", "dev:prod")).isEqualTo(5);
		assertThat(this.shell.out().lines()).allMatch((line) -> line.length() <= 80);
		assertThat(this.shell.out())
			.contains("COLLECTION  IN A  IN B  ONLY A  ONLY B  DIFFERENT  DEFINITIONS",
					"{\"_id\": 1}: different in age (int32 in a, int64 in b)", "{\"_id\": 2}: only in a",
					"{\"_id\": 3}: only in b", "indexes.age_1: nothing in a,", "only in b: view")
			.endsWith("Different: 2 of 3 collections; a is 'dev', b is 'prod'\n");
		assertThat(this.shell.err()).isEmpty();
	}

	@Test
	void compareWhenOutputIsJsonHasTheShapeOfTheContract() {
		change();
		assertThat(this.shell.run("compare", "dev:prod", "--exclude", "old", "--output", "json")).isEqualTo(5);
		Map<?, ?> json = (Map<?, ?>) this.shell.json();
		assertThat(json.keySet().toString()).isEqualTo("[a, b, equal, consistent, collections, warnings]");
		assertThat(json.get("equal")).isEqualTo(false);
		assertThat(json.get("consistent")).isEqualTo(true);
		List<?> collections = (List<?>) json.get("collections");
		assertThat(collections).hasSize(2);
		assertThat(collections.get(0).toString()).isEqualTo("{name=cats, equal=true, unit=DOCUMENTS, documentsA=1, "
				+ "documentsB=1, onlyA=0, onlyB=0, different=0, definitions=[], examples=[]}");
		assertThat(collections.get(1).toString()).contains("onlyA=1, onlyB=1, different=1", "path=indexes.age_1",
				"examples=[{_id=1, in=both, paths=[age]}, ");
	}

	@Test
	void compareWhenSideIsBackupFindsIt() {
		assertThat(this.shell.run("backup", "dev", "--name", "shop")).isZero();
		assertThat(this.shell.run("compare", "latest@dev:prod")).isZero();
		change();
		assertThat(this.shell.run("compare", "dev:latest", "--only", "cats")).isZero();
		assertThat(this.shell.run("compare", "prod:latest", "--limit", "1")).isEqualTo(5);
		assertThat(this.shell.out()).contains("and 2 more; --limit shows more examples");
		assertThat(this.shell.run("compare", "latest:latest")).isEqualTo(2);
	}

	@Test
	void compareWhenInputIsBadSaysWhatIsWrong() {
		assertThat(this.shell.run("compare", "dev")).isEqualTo(2);
		assertThat(this.shell.err()).contains("'dev' is not <a:b>");
		assertThat(this.shell.run("compare", "dev:dev")).isEqualTo(2);
		assertThat(this.shell.run("compare", "dev:dev2")).isEqualTo(2);
		assertThat(this.shell.err()).contains("are the same database");
		assertThat(this.shell.run("compare", "dev:prdo")).isEqualTo(2);
		assertThat(this.shell.err()).contains("Did you mean 'prod'?");
		assertThat(this.shell.run("compare", "dev:prod", "--only", "dgos")).isEqualTo(2);
		assertThat(this.shell.err()).contains("Neither side has a collection 'dgos'. Did you mean 'dogs'?");
		assertThat(this.shell.run("compare", "dev:prod", "--limit", "-1")).isEqualTo(2);
		assertThat(this.shell.run("compare", "dev:gone")).isEqualTo(2);
		assertThat(this.shell.err()).contains("Environment 'gone' (x on 127.0.0.1:1) cannot be reached");
	}

	private void change() {
		this.a.collection("old").insertOne(new Document("_id", 1));
		this.a.collection("old").drop();
		this.b.database().createView("old", "dogs", List.of());
		this.b.collection("dogs").replaceOne(new Document("_id", 1), new Document("age", 5L));
		this.b.collection("dogs").deleteOne(new Document("_id", 2));
		this.b.collection("dogs").insertOne(new Document("_id", 3));
		this.b.collection("dogs").createIndex(new Document("age", 1));
	}

}
