package io.monarch.migration;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.monarch.batch.Batches;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for batches that are committed although their transaction fails.
 */
@RealMongo
class BatchCommitIntegrationTests {

	private static final AtomicBoolean FAILS = new AtomicBoolean();

	@ParameterizedTest
	@ValueSource(ints = { 1, 10 })
	void failureAfterTheCommitOfABatchDoesNotRepeatTheBatch(int size, TestDatabase database) {
		database.collection("dogs")
			.insertMany(IntStream.range(0, 40).mapToObj((i) -> new Document("_id", i).append("n", 0)).toList());
		Notifying.size = size;
		FAILS.set(true);
		try (MigrationHarness harness = new MigrationHarness(Notifying.class)) {
			assertThatExceptionOfType(MigrationFailedException.class)
				.isThrownBy(() -> harness.migrate(database.environment()))
				.withMessageContaining("Nobody was told");
			assertThat(database.collection("dogs").countDocuments(Filters.eq("n", 1))).isEqualTo(size);
			assertThat(database.collection("dogs").countDocuments(Filters.gt("n", 1))).isZero();
			FAILS.set(false);
			harness.migrate(database.environment());
		}
		assertThat(database.collection("dogs").countDocuments(Filters.eq("n", 1))).isEqualTo(40);
	}

	@Migration("1_dogs")
	static class Notifying implements MongoBatchMigration {

		private static volatile int size;

		@Override
		public Batches batches() {
			return Batches.of("dogs").size(size).forEach((batch) -> {
				batch.documents().forEach((dog) -> batch.update(dog, Updates.inc("n", 1)));
				TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void afterCommit() {
						if (FAILS.get()) {
							throw new IllegalStateException("Nobody was told");
						}
					}

				});
			});
		}

	}

}
