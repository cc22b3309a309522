package io.monarch.migration;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import org.jspecify.annotations.Nullable;

/**
 * Lets the sources of migrations record the ends of migrations in their own format.
 */
final class SuppliedRecords {

	private final Environment environment;

	private final MigrationBeans beans;

	private final long token;

	private final String host;

	private @Nullable PreparedMigrations prepared;

	/**
	 * Create for a run.
	 * @param token the token of its lease
	 */
	SuppliedRecords(Environment environment, MigrationBeans beans, long token, String host) {
		this.environment = environment;
		this.beans = beans;
		this.token = token;
		this.host = host;
	}

	/**
	 * Prepare the collections of the records, before any transaction.
	 * @param prepared the created migrations, or {@code null} if none of them runs
	 */
	void prepare(List<MigrationDefinition> definitions, @Nullable PreparedMigrations prepared) {
		this.prepared = prepared;
		definitions.stream()
			.map(MigrationDefinition::supply)
			.flatMap(Stream::ofNullable)
			.map(Supply::source)
			.distinct()
			.forEach((source) -> source.prepare(this.environment.mongoDatabase()));
	}

	void completed(MongoDatabase database, CompletedAttempt completed) {
		record(database, completed.attempt(), completed.state(), completed.duration(), null);
	}

	void failed(MongoDatabase database, MigrationAttempt attempt, Duration duration, MigrationError error) {
		record(database, attempt, MigrationState.FAILED, duration, error);
	}

	private void record(MongoDatabase database, MigrationAttempt attempt, MigrationState state, Duration duration,
			@Nullable MigrationError error) {
		Supply supply = attempt.definition().supply();
		if (supply != null) {
			supply.source()
				.record(database, attempt.id(), (this.prepared != null) ? this.prepared.migration(attempt.id()) : null,
						new MigrationEnd(state, false, attempt.rollback(), attempt.inTransaction(), duration,
								(error != null) ? error.trace() : null, this.token, this.host));
		}
	}

	void marked(MongoDatabase database, String id, MigrationState state) {
		this.beans.find(id)
			.map(MigrationDefinition::supply)
			.ifPresent((supply) -> supply.source()
				.record(database, id, null,
						new MigrationEnd(state, true, false, false, Duration.ZERO, null, this.token, this.host)));
	}

}
