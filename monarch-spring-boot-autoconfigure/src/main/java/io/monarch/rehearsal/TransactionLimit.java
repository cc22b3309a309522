package io.monarch.rehearsal;

import java.time.Duration;
import java.util.List;

import com.mongodb.MongoException;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The time after which the server of an environment aborts a transaction.
 *
 * @param environment the name of the environment
 * @param time the time, or {@code null} if it is not known
 */
record TransactionLimit(String environment, @Nullable Duration time) {

	/**
	 * Ask the server.
	 * @param notes where it is said if the server does not tell
	 */
	static TransactionLimit of(Environment environment, List<String> notes) {
		try {
			Document answer = environment.client()
				.getDatabase("admin")
				.runCommand(new Document("getParameter", 1).append("transactionLifetimeLimitSeconds", 1));
			return new TransactionLimit(environment.name(),
					Duration.ofSeconds(answer.get("transactionLifetimeLimitSeconds", Number.class).longValue()));
		}
		catch (MongoException ex) {
			notes.add("The limit of transactions on '" + environment.name()
					+ "' is not known, since its server does not return transactionLifetimeLimitSeconds: "
					+ EnvironmentException.of(environment, ex).getMessage());
			return new TransactionLimit(environment.name(), null);
		}
	}

	/**
	 * Warn if the longest transaction of a migration would take longer.
	 * @param expected the expected duration of the migration on all data
	 * @param nanos its duration here, in nanoseconds
	 */
	void check(Observation seen, Duration expected, long nanos) {
		double factor = (nanos > 0) ? Math.max(1, expected.toNanos() / (double) nanos) : 1;
		Duration longest = Duration.ofNanos((long) (seen.longestTransaction().toNanos() * factor));
		if (this.time != null && longest.compareTo(this.time) >= 0) {
			seen.warn(WarningKind.TRANSACTION_LIMIT, "",
					"Its transaction takes about " + Words.duration(longest) + " on '" + this.environment
							+ "', where the server aborts one after " + Words.duration(this.time) + ".");
		}
	}

}
