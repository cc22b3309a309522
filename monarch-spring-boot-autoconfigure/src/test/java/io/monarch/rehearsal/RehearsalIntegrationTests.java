package io.monarch.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Updates;
import io.monarch.batch.Batches;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MongoBatchMigration;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TemporaryDatabases;
import io.monarch.testsupport.TestDatabase;
import io.monarch.transfer.TransferListener;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Rehearsal}.
 */
@RealMongo
class RehearsalIntegrationTests {

	private TestDatabase production;

	private TestDatabase development;

	private Environment from;

	private Environment on;

	private TemporaryDatabases temporary;

	@BeforeEach
	void create(TestDatabase database) {
		this.production = database;
		this.temporary = TemporaryDatabases.since(database.client());
		this.development = TestDatabase.create();
		this.from = RehearsalFixture.environment(database, "production");
		this.on = RehearsalFixture.environment(this.development, "development");
		for (int i = 0; i < 10; i++) {
			database.collection("dogs").insertOne(new Document("_id", i).append("name", "dog" + i));
		}
	}

	@AfterEach
	void close() {
		assertThat(this.temporary.left()).isEmpty();
		this.development.close();
	}

	@Test
	void migrationIsObservedAndTheEnvironmentIsUnchanged() {
		Object hash = hash(this.production);
		BsonTimestamp before = now();
		RehearsalResult result = RehearsalFixture.rehearse(RehearsalRequest.of(this.from, this.on), Names.class,
				Owners.class);
		assertThat(result.failed()).isEmpty();
		assertThat(result.notes()).isEmpty();
		assertThat(result.documents()).isEqualTo(10);
		RehearsedMigration names = result.migrations().get(0);
		assertThat(names.id()).isEqualTo("1_names");
		assertThat(names.collections()).containsExactly(new CollectionChange("dogs", 1, 10, 2),
				new CollectionChange("owners", 2, 0, 0));
		assertThat(names.definitions()).containsExactly("created index name_1 of collection dogs",
				"created collection owners");
		assertThat(names.expected()).isEqualTo(names.duration()).isPositive();
		assertThat(names.survival()).isEqualTo(Survival.NONE);
		assertThat(names.warnings()).isEmpty();
		RehearsedMigration owners = result.migrations().get(1);
		assertThat(owners.survival()).isEqualTo(Survival.TRANSACTIONAL);
		assertThat(owners.longestTransaction()).isPositive();
		assertThat(owners.transactionLimit()).hasSeconds(60);
		assertThat(owners.collections()).containsExactly(new CollectionChange("owners", 0, 2, 0));
		assertThat(hash(this.production)).isEqualTo(hash);
		assertThat(writesSince(before, this.production)).isEmpty();
		assertThat(writesSince(before, this.development)).isEmpty();
	}

	@Test
	void batchMigrationsAreObservedWithoutTheCommandsOfTheLoop() {
		for (int i = 10; i < 3000; i++) {
			this.production.collection("dogs").insertOne(new Document("_id", i).append("name", "dog" + i));
		}
		RehearsalResult result = RehearsalFixture.rehearse(RehearsalRequest.of(this.from, this.on), BatchUpdate.class,
				BatchFunction.class);
		assertThat(result.failed()).isEmpty();
		assertThat(result.warnings()).isEmpty();
		assertThat(result.notes()).isEmpty();
		for (RehearsedMigration each : result.migrations()) {
			assertThat(each.collections()).containsExactly(new CollectionChange("dogs", 0, 2999, 0));
			assertThat(each.survival()).isEqualTo(Survival.CONTINUES);
			assertThat(each.longestTransaction()).isPositive();
			assertThat(each.scans()).isEmpty();
		}
	}

	@Test
	void valuesThatAreLostAreFoundDespiteAnEntryInALog() {
		RehearsalResult result = RehearsalFixture.rehearse(RehearsalRequest.of(this.from, this.on), Unsets.class,
				Empties.class);
		assertThat(result.failed()).isEmpty();
		assertThat(result.migrations())
			.allSatisfy((each) -> assertThat(each.warnings()).extracting(RehearsalWarning::kind)
				.containsExactly(WarningKind.VALUES_LOST));
	}

	@Test
	void valuesThatAPipelineMovesElsewhereAreNotLostAndItsWritesAreNoted() {
		RehearsalResult result = RehearsalFixture.rehearse(RehearsalRequest.of(this.from, this.on), Moves.class);
		assertThat(result.failed()).isEmpty();
		assertThat(result.warnings()).isEmpty();
		assertThat(result.notes()).singleElement()
			.asString()
			.contains("($out or $merge) writes to 'names'. The server does not count that.");
	}

	@Test
	void viewThatIsReplacedAndValidatorThatOnlyWarnsAreNoWarnings() {
		this.production.database().createView("view", "dogs", List.of());
		RehearsalResult result = RehearsalFixture.rehearse(RehearsalRequest.of(this.from, this.on), ReplacesView.class,
				ValidatorThatWarns.class);
		assertThat(result.failed()).isEmpty();
		assertThat(result.warnings()).isEmpty();
	}

	@Test
	void environmentsOfAMigrationHold() {
		RehearsalResult result = RehearsalFixture.rehearse(RehearsalRequest.of(this.from, this.on), Elsewhere.class,
				Here.class);
		assertThat(result.migrations()).extracting(RehearsedMigration::id).containsExactly("here");
	}

	@Test
	void nothingPendingIsNoFailure() {
		RehearsalResult result = RehearsalFixture.rehearse(RehearsalRequest.of(this.from, this.on), Elsewhere.class);
		assertThat(result.migrations()).isEmpty();
		assertThat(result.failed()).isEmpty();
	}

	@Test
	void failureEndsTheRehearsalAndTheOthersStayPending() {
		RehearsalResult result = RehearsalFixture.rehearse(RehearsalRequest.of(this.from, this.on), Fails.class,
				Here.class);
		assertThat(result.failed()).hasValueSatisfying((failed) -> {
			assertThat(failed.id()).isEqualTo("fails");
			assertThat(failed.error()).contains("Not today");
		});
		assertThat(result.pending()).containsExactly("here");
	}

	@Test
	void sameDatabaseIsRefused() {
		Environment same = RehearsalFixture.environment(this.production, "other");
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> RehearsalFixture.rehearse(RehearsalRequest.of(this.from, same), Here.class))
			.withMessageContaining("are the same database");
	}

	@Test
	void keptDatabaseHasTheResult() {
		RehearsalRequest request = RehearsalRequest.of(this.from, this.on);
		RehearsalResult result = RehearsalFixture.rehearse(new RehearsalRequest(request.environment(), request.on(),
				request.selector(), false, true, false, 1, false), Here.class);
		String kept = String.valueOf(result.kept());
		Document seen = this.development.client()
			.getDatabase(kept)
			.getCollection("dogs")
			.find(Filters.eq("_id", 1))
			.first();
		this.development.client().getDatabase(kept).drop();
		assertThat(seen).isNotNull().containsEntry("seen", true);
	}

	@Test
	void twoRehearsalsAtOnceDoNotDisturbEachOther() {
		List<CompletableFuture<RehearsalResult>> both = List.of(
				CompletableFuture
					.supplyAsync(() -> RehearsalFixture.rehearse(RehearsalRequest.of(this.from, this.on), Here.class)),
				CompletableFuture
					.supplyAsync(() -> RehearsalFixture.rehearse(RehearsalRequest.of(this.from, this.on), Here.class)));
		both.forEach((each) -> assertThat(each.join().migrations().get(0).collections())
			.containsExactly(new CollectionChange("dogs", 0, 1, 0)));
	}

	@Test
	void interruptedRehearsalDropsItsDatabase() throws Exception {
		CountDownLatch started = new CountDownLatch(1);
		List<Throwable> thrown = new ArrayList<>();
		Thread thread = new Thread(() -> {
			try (RehearsalFixture fixture = new RehearsalFixture(Waits.class)) {
				fixture.rehearsal.rehearse(RehearsalRequest.of(this.from, this.on), new TransferListener() {
				}, new MigrationListener() {

					@Override
					public void said(String id, String message) {
						started.countDown();
					}

				});
			}
			catch (Throwable ex) {
				thrown.add(ex);
			}
		});
		thread.start();
		assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
		thread.interrupt();
		thread.join();
		assertThat(thrown).hasSize(1).first().isInstanceOf(MonarchException.class);
		assertThat(thrown.get(0).getSuppressed()).isEmpty();
	}

	@Test
	void oneMigrationIsProvenOnACopy() {
		try (RehearsalFixture fixture = new RehearsalFixture(Here.class, Fails.class)) {
			MigrationProof proof = fixture.rehearsal.prove("here", this.from);
			assertThat(proof.isGood()).as(proof.toString()).isTrue();
			assertThat(proof.survival()).isEqualTo(Survival.PROVEN);
			assertThat(fixture.rehearsal.prove("fails", this.from).completed()).isFalse();
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> fixture.rehearsal.prove("unknown", this.from));
		}
		assertThat(this.production.collection("dogs").countDocuments(Filters.exists("seen"))).isZero();
	}

	private static Object hash(TestDatabase database) {
		return database.database().runCommand(new Document("dbHash", 1)).get("md5");
	}

	private BsonTimestamp now() {
		return this.production.client()
			.getDatabase("admin")
			.runCommand(new Document("hello", 1))
			.get("lastWrite", Document.class)
			.get("opTime", Document.class)
			.get("ts", BsonTimestamp.class);
	}

	private static List<Document> writesSince(BsonTimestamp since, TestDatabase database) {
		return database.client()
			.getDatabase("local")
			.getCollection("oplog.rs")
			.find(Filters.and(Filters.gt("ts", since), Filters.regex("ns", "^" + database.name() + "\\.")))
			.into(new ArrayList<>());
	}

	@Migration("1_names")
	static class Names implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			var dogs = context.database().getCollection("dogs");
			dogs.updateMany(new Document(), Updates.set("named", true));
			dogs.deleteMany(Filters.lt("_id", 2));
			dogs.insertOne(new Document("_id", 100));
			dogs.createIndex(new Document("name", 1));
			context.mongo().insert(new Document("_id", 1), "owners");
			context.mongo().insert(new Document("_id", 2), "owners");
		}

	}

	@Migration(id = "2_owners", transactional = true)
	static class Owners implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("owners").updateMany(new Document(), Updates.set("seen", true));
		}

	}

	@Migration(id = "elsewhere", environments = "staging")
	static class Elsewhere implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			throw new IllegalStateException("not here");
		}

	}

	@Migration(id = "here", environments = "production", restartable = true)
	static class Here implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			assertThat(context.environment().name()).isEqualTo("production");
			context.database().getCollection("dogs").updateOne(Filters.eq("_id", 1), Updates.set("seen", true));
		}

	}

	@Migration("fails")
	static class Fails implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			throw new IllegalStateException("Not today");
		}

	}

	@Migration("waits")
	static class Waits implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) throws InterruptedException {
			context.say("waiting");
			new CountDownLatch(1).await();
		}

	}

	@Migration(id = "1_batch", background = true)
	static class BatchUpdate implements MongoBatchMigration {

		@Override
		public Batches batches() {
			return Batches.of("dogs")
				.filter(Filters.and(Filters.exists("seen", false), Filters.ne("name", "dog7")))
				.update(Updates.set("seen", 1))
				.size(30)
				.threads(2);
		}

	}

	@Migration(id = "2_batch", after = "1_batch")
	static class BatchFunction implements MongoBatchMigration {

		@Override
		public Batches batches() {
			return Batches.of("dogs")
				.filter(Filters.eq("seen", 1))
				.size(30)
				.forEach((batch) -> batch.documents()
					.forEach((dog) -> batch.update(dog, Updates.set("length", dog.getString("name").length()))));
		}

	}

	@Migration("1_unsets")
	static class Unsets implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("audit").insertOne(new Document("unset", "name"));
			context.database().getCollection("dogs").updateMany(Filters.lt("_id", 5), Updates.unset("name"));
		}

	}

	@Migration("2_empties")
	static class Empties implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("dogs").updateMany(Filters.gte("_id", 5), Updates.set("name", ""));
		}

	}

	@Migration("1_moves")
	static class Moves implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("dogs")
				.aggregate(List.of(Aggregates.project(Projections.include("name")), Aggregates.merge("names")))
				.toCollection();
			context.database().getCollection("dogs").updateMany(new Document(), Updates.unset("name"));
		}

	}

	@Migration("1_replaces_view")
	static class ReplacesView implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("view").drop();
			context.database().createView("view", "dogs", List.of(Aggregates.limit(3)));
		}

	}

	@Migration("2_validator_that_warns")
	static class ValidatorThatWarns implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.runCommand(new Document("collMod", "dogs")
					.append("validator", new Document("age", new Document("$exists", true)))
					.append("validationAction", "warn"));
		}

	}

}
