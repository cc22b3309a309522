package io.monarch.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.monarch.batch.Batches;
import io.monarch.environment.Protection;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationResult;
import io.monarch.migration.MongoBatchMigration;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the commands on batch migrations that run on a real MongoDB.
 */
@RealMongo
class BatchCommandsIntegrationTests {

	/** The batches that begin below this {@code _id} may run. */
	private static volatile int allowed;

	@TempDir
	private Path folder;

	@Test
	void pauseStopsAMigrationOfAnotherProcessBetweenTwoBatchesUntilItIsResumed(TestDatabase database) throws Exception {
		insert(database, 100);
		allowed = 40;
		CountDownLatch paused = new CountDownLatch(1);
		try (CommandHarness application = shell(database); CommandHarness shell = shell(database)) {
			CompletableFuture<MigrationResult> running = CompletableFuture.supplyAsync(() -> application.runner
				.migrateOne("1_dogs", application.environment("dev"), new MigrationListener() {

					@Override
					public void said(String id, String message) {
						paused.countDown();
					}

				}));
			awaitDone(database, 40);
			assertThat(shell.run("pause", "1_dogs", "dev")).as(shell.err()).isZero();
			assertThat(shell.out()).isEqualTo("Paused 1_dogs on 'dev' at 40 of 100 (40 %)\n");
			assertThat(shell.err()).contains("Its process stops within two seconds.",
					"Continue it with 'monarch resume 1_dogs dev'.");
			Thread.sleep(1100); // the batch that is being processed now is the last one
			allowed = 50;
			assertThat(paused.await(1, TimeUnit.MINUTES)).isTrue();
			allowed = 100;
			assertThat(shell.run("list-migrations", "dev")).isZero();
			assertThat(shell.out()).contains("PAUSED", "at 50 of 100 (50 %); 'monarch resume 1_dogs dev' continues it");
			assertThat(database.collection("dogs").countDocuments(Filters.eq("n", 1))).isEqualTo(50);
			assertThat(shell.run("resume", "1_dogs", "dev")).as(shell.err()).isZero();
			assertThat(shell.err()).contains("Its process continues it within two seconds.");
			assertThat(running.get(1, TimeUnit.MINUTES).applied()).hasSize(1);
			assertThat(database.collection("dogs").distinct("n", Integer.class).into(new ArrayList<>()))
				.containsExactly(1);
		}
	}

	@Test
	void migrateOneContinuesWhereItFailedAndFromTheStartOnlyIfAsked(TestDatabase database) {
		insert(database, 60);
		allowed = 60;
		database.collection("dogs").updateOne(Filters.eq("_id", 35), Updates.set("n", "text"));
		try (CommandHarness shell = shell(database)) {
			assertThat(shell.run("migrate-one", "1_dogs", "dev")).isOne();
			assertThat(shell.run("list-migrations", "dev")).isZero();
			assertThat(shell.out()).contains("FAILED", "stopped at 35 of 60 (58 %); ");
			database.collection("dogs").updateOne(Filters.eq("_id", 35), Updates.set("n", 0));
			assertThat(shell.run("migrate-one", "1_dogs", "dev", "--from-start")).as(shell.err()).isZero();
			assertThat(database.collection("dogs").countDocuments(Filters.eq("n", 2))).isEqualTo(35);
			assertThat(database.collection("dogs").countDocuments(Filters.eq("n", 1))).isEqualTo(25);
			assertThat(shell.run("show-migration", "1_dogs", "dev")).isZero();
			assertThat(shell.out()).contains("State:       COMPLETED").doesNotContain("Progress:");
		}
	}

	private CommandHarness shell(TestDatabase database) {
		return new CommandHarness(List.of(CommandHarness.settings("dev", database.uri(), Protection.OPEN)), this.folder,
				Dogs.class);
	}

	private static void insert(TestDatabase database, int documents) {
		database.collection("dogs")
			.insertMany(IntStream.range(0, documents).mapToObj((i) -> new Document("_id", i).append("n", 0)).toList());
	}

	private static void awaitDone(TestDatabase database, long documents) throws InterruptedException {
		while (database.collection("dogs").countDocuments(Filters.eq("n", 1)) < documents) {
			Thread.sleep(20);
		}
	}

	@Migration("1_dogs")
	static class Dogs implements MongoBatchMigration {

		@Override
		public Batches batches() {
			return Batches.of("dogs").size(10).forEach((batch) -> {
				// A transaction can be repeated, so this counts no calls.
				while (batch.documents().get(0).getInteger("_id") >= allowed) {
					Thread.sleep(20);
				}
				for (Document dog : batch.documents()) {
					batch.update(dog, Updates.inc("n", 1));
				}
			});
		}

	}

}
