package io.monarch.migration;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One migration on one environment.
 *
 * @param id its id
 * @param description what it does, or {@code null}
 * @param state its state
 * @param startedAt when it last began, by the server's clock, or {@code null}
 * @param finishedAt when it last ended, by the server's clock, or {@code null}
 * @param duration how long it took, or {@code null}
 * @param error why it failed, or {@code null}
 */
public record MigrationStatus(String id, @Nullable String description, MigrationState state,
		@Nullable Instant startedAt, @Nullable Instant finishedAt, @Nullable Duration duration,
		@Nullable String error) {

}
