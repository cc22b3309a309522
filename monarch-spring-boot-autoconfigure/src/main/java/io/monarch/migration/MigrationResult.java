package io.monarch.migration;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The result of a run.
 *
 * @param environment the name of the environment
 * @param applied the migrations that ran, in order
 * @param failed the one that failed, or {@code null}
 * @param pending the ids of those that are pending, in order
 */
public record MigrationResult(String environment, List<Applied> applied, @Nullable Failed failed,
		List<String> pending) {

	/**
	 * A migration that was applied.
	 *
	 * @param id its id
	 * @param duration its duration
	 */
	public record Applied(String id, Duration duration) {
	}

	/**
	 * A migration that failed.
	 *
	 * @param id its id
	 * @param error the error
	 */
	public record Failed(String id, String error) {
	}

}
