package io.monarch.rehearsal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The result of a rehearsal.
 *
 * @param environment the name of the rehearsed environment
 * @param on the name of the environment on whose server it ran
 * @param server a description of that server
 * @param startedAt when it started
 * @param copyDuration the duration of the copy
 * @param documents the number of documents that were copied
 * @param partial whether a query set selected a part of the data
 * @param migrations the migrations that ran, in order
 * @param pending the ids of those that did not run since one failed
 * @param notes what could not be found out, a sentence each
 * @param kept the name of the database if it was kept, or {@code null}
 */
public record RehearsalResult(String environment, String on, String server, Instant startedAt, Duration copyDuration,
		long documents, boolean partial, List<RehearsedMigration> migrations, List<String> pending, List<String> notes,
		@Nullable String kept) {

	/**
	 * Copy the lists.
	 */
	public RehearsalResult {
		migrations = List.copyOf(migrations);
		pending = List.copyOf(pending);
		notes = List.copyOf(notes);
	}

	/**
	 * Return the migration that failed.
	 * @return the migration, or empty
	 */
	public Optional<RehearsedMigration> failed() {
		return this.migrations.stream().filter((migration) -> !migration.completed()).findFirst();
	}

	/**
	 * Return all warnings.
	 * @return the warnings
	 */
	public List<RehearsalWarning> warnings() {
		return this.migrations.stream().flatMap((migration) -> migration.warnings().stream()).toList();
	}

	/**
	 * Return the duration to expect of all migrations on the rehearsed environment.
	 * @return the duration
	 */
	public Duration expected() {
		return this.migrations.stream().map(RehearsedMigration::expected).reduce(Duration.ZERO, Duration::plus);
	}

	/**
	 * Return the duration of the copy and the migrations.
	 * @return the duration
	 */
	public Duration duration() {
		return Stream
			.concat(Stream.of(this.copyDuration),
					this.migrations.stream().map((migration) -> migration.offset().plus(migration.duration())))
			.max(Duration::compareTo)
			.orElseThrow();
	}

}
