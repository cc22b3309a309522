package io.monarch.environment;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of work on one of several environments.
 *
 * @param <T> what the work returns
 * @param environment the name of the environment
 * @param result what the work returned, or {@code null} if it failed or was not started
 * @param failure why it failed, or {@code null}
 */
public record EnvironmentOutcome<T>(String environment, @Nullable T result, @Nullable MonarchException failure) {

	static <T> EnvironmentOutcome<T> done(Environment environment, T result) {
		return new EnvironmentOutcome<>(environment.name(), Objects.requireNonNull(result), null);
	}

	/**
	 * Return the outcome of work that failed.
	 * @param <T> what the work would have returned
	 * @param environment the name of the environment
	 * @param failure why
	 * @return the outcome
	 */
	public static <T> EnvironmentOutcome<T> failed(String environment, MonarchException failure) {
		return new EnvironmentOutcome<>(environment, null, failure);
	}

	static <T> EnvironmentOutcome<T> notBegun(Environment environment) {
		return new EnvironmentOutcome<>(environment.name(), null, null);
	}

	/**
	 * Tell whether the work was started, and so is done or has failed.
	 * @return whether it was started
	 */
	public boolean isBegun() {
		return this.result != null || this.failure != null;
	}

}
