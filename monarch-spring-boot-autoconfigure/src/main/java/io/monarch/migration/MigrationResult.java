package io.monarch.migration;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a run did.
 *
 * @param environment the name of the environment
 * @param applied the migrations that ran, in order
 * @param failed the one that failed, or {@code null}
 * @param pending the ids of those that are still to be run, in order
 */
public record MigrationResult(String environment, List<Applied> applied, @Nullable Failed failed,
		List<String> pending) {

	/**
	 * A migration that ran.
	 *
	 * @param id its id
	 * @param duration how long it took
	 */
	public record Applied(String id, Duration duration) {
	}

	/**
	 * A migration that failed.
	 *
	 * @param id its id
	 * @param error why
	 */
	public record Failed(String id, String error) {
	}

}
