package io.monarch.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.mongodb.MongoNamespace;
import io.monarch.environment.Protection;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.queryset.Masks;
import io.monarch.queryset.MongoQuerySet;
import io.monarch.queryset.QuerySet;
import io.monarch.queryset.QuerySetContext;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the histories of two applications on one database go with each copy, backup
 * and restore, also by the commands of one that knows its own history alone.
 */
@RealMongo
class HistoriesCommandsIntegrationTests {

	private static final String ORDERS = "monarch_migrations";

	private static final String BILLING = "billing_migrations";

	@TempDir
	private Path folder;

	private TestDatabase source;

	private TestDatabase target;

	private List<Document> orders;

	private List<Document> billing;

	@BeforeEach
	void migrateBoth(TestDatabase database) {
		this.source = database;
		this.target = TestDatabase.create();
		for (int i = 1; i <= 3; i++) {
			this.source.collection("dogs").insertOne(new Document("_id", i).append("owner", "ada@example.com"));
		}
		try (CommandHarness shell = shell(Bills.class, FailingBills.class)) {
			assertThat(shell.run("migrate", "dev")).isOne();
		}
		this.source.collection(ORDERS).renameCollection(new MongoNamespace(this.source.name(), BILLING));
		try (CommandHarness shell = shell(Orders.class)) {
			assertThat(shell.run("migrate", "dev")).as(shell.err()).isZero();
		}
		this.orders = documents(this.source, ORDERS);
		this.billing = documents(this.source, BILLING);
		assertThat(this.orders).hasSize(1);
		assertThat(this.billing).hasSize(2);
	}

	@AfterEach
	void drop() {
		this.target.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "--in-place", "--query-set one-dog", "--query-set one-dog --in-place" })
	void copyTakesBothHistoriesWhole(String options) {
		replaceable();
		run("copy-db dev:other --yes " + options);
		assertThat(documents(this.target, ORDERS)).isEqualTo(this.orders);
		assertThat(documents(this.target, BILLING)).isEqualTo(this.billing);
		assertThat(this.target.collection("dogs").countDocuments()).isEqualTo(options.contains("one-dog") ? 1 : 3);
		eachApplicationKnowsItsOwn();
	}

	@Test
	void maskedCopyTakesBothHistoriesWithoutWhatFailuresQuote() {
		run("copy-db dev:other --yes --query-set masked");
		assertThat(documents(this.target, ORDERS)).isEqualTo(this.orders);
		assertThat(documents(this.target, BILLING)).hasSize(2).asString().doesNotContain("ada@example.com");
		assertThat(documents(this.target, BILLING)).extracting((record) -> record.get("state"))
			.containsExactly("COMPLETED", "FAILED");
		eachApplicationKnowsItsOwn();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "--query-set one-dog" })
	void backupAndRestoreTakeBothHistoriesWhole(String options) {
		replaceable();
		run("backup dev " + options);
		run("restore latest:other --yes");
		assertThat(documents(this.target, ORDERS)).isEqualTo(this.orders);
		assertThat(documents(this.target, BILLING)).isEqualTo(this.billing);
		assertThat(this.target.collection("dogs").countDocuments()).isEqualTo(options.isEmpty() ? 3 : 1);
		eachApplicationKnowsItsOwn();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "--in-place" })
	void restoreOfOneCollectionLeavesBothHistoriesAsTheyAre(String options) {
		run("backup dev");
		replaceable();
		List<Document> before = documents(this.target, BILLING);
		run("restore latest:other --only dogs --yes " + options);
		assertThat(this.target.collection("dogs").countDocuments()).isEqualTo(3);
		assertThat(documents(this.target, BILLING)).isEqualTo(before);
		assertThat(documents(this.target, ORDERS)).isEmpty();
	}

	@Test
	void historyOfTheOtherApplicationCanBeRestoredAlone() {
		run("backup dev");
		replaceable();
		run("restore latest:other --only " + BILLING + " --yes");
		assertThat(documents(this.target, BILLING)).isEqualTo(this.billing);
		assertThat(documents(this.target, ORDERS)).isEmpty();
		assertThat(documents(this.target, "old")).hasSize(1);
	}

	/**
	 * Fill the target with what is there before.
	 */
	private void replaceable() {
		this.target.collection("old").insertOne(new Document("_id", 1));
		this.target.collection(BILLING)
			.insertOne(
					new Document("_id", "0_old").append("state", "COMPLETED").append("token", 1L).append("format", 1));
	}

	private void run(String line) {
		try (CommandHarness shell = shell(Orders.class, OneDog.class, Masked.class)) {
			assertThat(shell.run(line.strip().split(" "))).as(shell.err()).isZero();
		}
	}

	private void eachApplicationKnowsItsOwn() {
		try (CommandHarness shell = shell(Orders.class)) {
			assertThat(shell.run("list-migrations", "other")).isZero();
			assertThat(shell.out()).contains("COMPLETED").doesNotContain("FAILED", "MISSING", "NEW");
		}
		this.target.collection(ORDERS).drop();
		this.target.collection(BILLING).renameCollection(new MongoNamespace(this.target.name(), ORDERS));
		try (CommandHarness shell = shell(Bills.class, FailingBills.class)) {
			assertThat(shell.run("list-migrations", "other")).isZero();
			assertThat(shell.out()).contains("COMPLETED", "FAILED").doesNotContain("MISSING", "NEW");
		}
	}

	private CommandHarness shell(Class<?>... beans) {
		return new CommandHarness(List.of(CommandHarness.settings("dev", this.source.uri(), Protection.OPEN),
				CommandHarness.settings("other", this.target.uri(), Protection.OPEN)), this.folder, beans);
	}

	private static List<Document> documents(TestDatabase database, String collection) {
		return database.collection(collection).find().sort(new Document("_id", 1)).into(new ArrayList<>());
	}

	@Migration("1_first")
	static class Orders implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
		}

	}

	@Migration("1_first")
	static class Bills implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
		}

	}

	@Migration("2_second")
	static class FailingBills implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			throw new IllegalStateException("No bill for ada@example.com");
		}

	}

	@QuerySet("one-dog")
	static class OneDog implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
			context.only();
			context.dumpCollection("dogs", new Document("_id", 1));
		}

	}

	@QuerySet("masked")
	static class Masked implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
			context.mask("dogs", "owner", Masks.email());
		}

	}

}
