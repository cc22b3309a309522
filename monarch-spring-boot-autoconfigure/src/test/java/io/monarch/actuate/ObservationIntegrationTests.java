package io.monarch.actuate;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.MigrationState;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.transfer.CollectionSummary;
import io.monarch.transfer.TransferObserver.Operation;
import io.monarch.transfer.TransferResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the observations of migrations and transfers.
 */
@RealMongo
class ObservationIntegrationTests {

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final ObservationRegistry observations = ObservationRegistry.create();

	@BeforeEach
	void measure() {
		this.observations.observationConfig()
			.observationHandler(new DefaultMeterObservationHandler(this.meters))
			.observationHandler(new TransferredDocuments(this.meters));
	}

	@Test
	void transferWhenCompletedIsTimedAndCounted(TestDatabase database) {
		TransferResult result = new TransferResult(
				List.of(new CollectionSummary("dogs", 3, 300, 1), new CollectionSummary("cats", 4, 400, 1)), Set.of(),
				ofSeconds(1), List.of());
		assertThat(new ObservedTransfers(this.observations).observe(Operation.COPY, database.environment(), () -> {
			assertThat(this.observations.getCurrentObservation()).isNotNull();
			return result;
		}, (done) -> done)).isSameAs(result);
		assertThat(this.observations.getCurrentObservation()).isNull();
		assertThat(timed("monarch.copy", Map.of("environment", "test", "outcome", "completed", "error", "none")))
			.isEqualTo(1);
		Tags tags = Tags.of("operation", "copy", "environment", "test");
		assertThat(this.meters.get("monarch.transferred.documents").tags(tags).counter().count()).isEqualTo(7);
		assertThat(this.meters.get("monarch.transferred").tags(tags).counter().count()).isEqualTo(700);
	}

	@Test
	void transferWhenFailedIsTimedWithItsErrorAndNotCounted(TestDatabase database) {
		MonarchException failure = new MonarchException(Kind.FAILED, "boom", "");
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> new ObservedTransfers(this.observations)
			.<TransferResult>observe(Operation.RESTORE, database.environment(), () -> {
				throw failure;
			}, (done) -> done)).isSameAs(failure);
		assertThat(timed("monarch.restore",
				Map.of("environment", "test", "outcome", "failed", "error", "MonarchException")))
			.isEqualTo(1);
		assertThat(this.meters.find("monarch.transferred").counter()).isNull();
	}

	@Test
	void migrationIsTimedByItsOutcomeAndRunsWithinItsObservation(TestDatabase database) {
		ObservedMigrations migrations = new ObservedMigrations(this.observations);
		migrations.started(database.environment(), "1");
		assertThat(this.observations.getCurrentObservation()).isNotNull();
		migrations.executed(database.environment(), "1", MigrationState.COMPLETED, null);
		assertThat(this.observations.getCurrentObservation()).isNull();
		migrations.applied(database.environment(), "1", ofSeconds(1));
		migrations.started(database.environment(), "2");
		migrations.executed(database.environment(), "2", MigrationState.FAILED, new IllegalStateException());
		migrations.failed(database.environment(), "2", new IllegalStateException());
		migrations.started(database.environment(), "1");
		migrations.executed(database.environment(), "1", MigrationState.ROLLED_BACK, null);
		migrations.rolledBack(database.environment(), "1", ofSeconds(1));
		assertThat(timed("monarch.migration", Map.of("outcome", "applied", "error", "none"))).isEqualTo(1);
		assertThat(timed("monarch.migration", Map.of("outcome", "failed", "error", "IllegalStateException")))
			.isEqualTo(1);
		assertThat(timed("monarch.migration", Map.of("outcome", "rolled-back"))).isEqualTo(1);
	}

	@Test
	void migrationWhenItCannotBeRecordedIsObservedOnceMore(TestDatabase database) {
		ObservedMigrations migrations = new ObservedMigrations(this.observations);
		migrations.started(database.environment(), "1");
		migrations.executed(database.environment(), "1", MigrationState.COMPLETED, null);
		migrations.failed(database.environment(), "1", new IllegalStateException());
		assertThat(timed("monarch.migration", Map.of("outcome", "applied", "error", "none"))).isEqualTo(1);
		assertThat(timed("monarch.migration", Map.of("outcome", "unrecorded", "error", "IllegalStateException")))
			.isEqualTo(1);
		migrations.failed(database.environment(), "2", new IllegalStateException());
		assertThat(timed("monarch.migration", Map.of("outcome", "unrecorded"))).isEqualTo(1);
	}

	@Test
	void migrationWhenItFailsBeforeItBeginsIsNoObservation(TestDatabase database) {
		new ObservedMigrations(this.observations).failed(database.environment(), "1", new IllegalStateException());
		assertThat(this.meters.find("monarch.migration").timer()).isNull();
	}

	private long timed(String name, Map<String, String> tags) {
		List<String> pairs = new java.util.ArrayList<>();
		tags.forEach((key, value) -> pairs.addAll(List.of(key, value)));
		return this.meters.get(name).tags(pairs.toArray(String[]::new)).timer().count();
	}

}
