package io.monarch.migration;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import org.springframework.dao.DataIntegrityViolationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link MigrationError}.
 */
class MigrationErrorTests {

	@Test
	void messageWhenAnExceptionIsWrappedNamesTheRootCauseAndTheLine() {
		assertThat(message(() -> {
			throw new DataIntegrityViolationException("Uncategorized exception",
					new IllegalStateException(new IllegalArgumentException("E11000 duplicate\n  key")));
		})).matches("DataIntegrityViolationException: Uncategorized exception, caused by "
				+ "IllegalArgumentException: E11000 duplicate key \\(MigrationErrorTests.java:\\d+\\)");
	}

	@Test
	void messageWhenTheWrapperSaysWhatItsCauseSaysSaysItOnce() {
		assertThat(message(() -> {
			throw new IllegalStateException(new IllegalArgumentException("no"));
		})).matches("IllegalArgumentException: no \\(MigrationErrorTests.java:\\d+\\)");
		assertThat(message(() -> {
			throw new IllegalStateException("Dog 7: no", new IllegalArgumentException("no"));
		})).startsWith("IllegalStateException: Dog 7: no (");
	}

	@Test
	void traceHasWhatWasSuppressed() {
		IllegalStateException failure = new IllegalStateException("outer");
		failure.addSuppressed(new IllegalArgumentException("inner"));
		assertThat(MigrationError.of(failure, null).trace())
			.contains("\tSuppressed: java.lang.IllegalArgumentException: inner\n\t\tat io.monarch.");
	}

	@Test
	void messageOfANullPointerNamesTheLineInTheMigration() {
		assertThat(message(() -> {
			Object unused = java.util.Objects.requireNonNull(null);
		})).matches("NullPointerException \\(MigrationErrorTests.java:\\d+\\)");
	}

	@Test
	void messageWhenThrownOnAnotherThreadNamesTheCauseAndWhereTheMigrationWaited() {
		assertThat(message(() -> {
			try {
				CompletableFuture.failedFuture(new IllegalArgumentException("over there")).get();
			}
			catch (ExecutionException | InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		})).matches("IllegalArgumentException: over there \\(MigrationErrorTests.java:\\d+\\)");
	}

	@Test
	void messageWhenTheWrapperQuotesAllItHasStillNamesTheCause() {
		assertThat(message(() -> {
			throw new IllegalStateException("x".repeat(10_000), new IllegalArgumentException("the cause"));
		})).contains("IllegalArgumentException: the cause").hasSizeLessThan(2_200);
	}

	@Test
	void messageWhenTheMethodIsInheritedNamesItsLine() {
		Throwable failure = catchThrowable(() -> new Inheriting().get());
		assertThat(MigrationError.of(failure, Inheriting.class).message())
			.matches("IllegalStateException: inherited \\(MigrationErrorTests.java:\\d+\\)");
	}

	@Test
	void causesThatGoInACircleEnd() {
		IllegalStateException one = new IllegalStateException("one");
		IllegalStateException two = new IllegalStateException("two", one);
		one.initCause(two);
		assertThat(MigrationError.of(one, null).message())
			.isEqualTo("IllegalStateException: one, caused by IllegalStateException: two");
	}

	@Test
	void traceIsTruncatedAndKeepsTheRootCause() {
		Throwable failure = new IllegalArgumentException("the root");
		for (int i = 0; i < 200; i++) {
			failure = new IllegalStateException("level " + i + "x".repeat(5_000), failure);
		}
		MigrationError error = MigrationError.of(failure, MigrationErrorTests.class);
		assertThat(error.trace()).hasSizeLessThan(20_000)
			.startsWith("java.lang.IllegalStateException: level 199")
			.contains("more causes", "Caused by: java.lang.IllegalArgumentException: the root",
					"at io.monarch.migration.MigrationErrorTests.traceIsTruncated");
	}

	private static String message(Runnable migration) {
		return MigrationError.of(catchThrowable(migration::run), MigrationErrorTests.class).message();
	}

	static class Inherited implements Supplier<String> {

		@Override
		public String get() {
			throw new IllegalStateException("inherited");
		}

	}

	static class Inheriting extends Inherited {

	}

}
