package io.monarch.environment;

import com.mongodb.MongoException;
import com.mongodb.MongoIncompatibleDriverException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes servers that Monarch cannot work with in their configuration. The first
 * write of a command is that of the lock, so nothing has been changed.
 */
final class UnsuitableServer {

	private static final int ILLEGAL_OPERATION = 20;

	/** The error code with which Amazon DocumentDB rejects retryable writes. */
	private static final int RETRYABLE_WRITES_NOT_SUPPORTED = 301;

	private UnsuitableServer() {
	}

	/**
	 * Explain a failure that is caused by such a server.
	 * @return the explanation, or {@code null} if there is another reason
	 */
	static @Nullable EnvironmentException explain(Environment environment, MongoException failure) {
		if (failure instanceof MongoIncompatibleDriverException incompatible) {
			return versionMismatch(environment, incompatible);
		}
		if (refusesRetryableWrites(failure)) {
			return new EnvironmentException(Kind.BAD_INPUT,
					"The server of environment " + environment.description() + " does not support retryable writes.",
					"Add retryWrites=false to the options of the URI of '" + environment.name()
							+ "', as in mongodb://host/database?retryWrites=false.",
					failure);
		}
		return null;
	}

	private static EnvironmentException versionMismatch(Environment environment,
			MongoIncompatibleDriverException failure) {
		boolean older = failure.getClusterDescription().findServerIncompatiblyOlderThanDriver() != null;
		return new EnvironmentException(Kind.BAD_INPUT,
				"The server of environment " + environment.description()
						+ (older ? " is too old for the MongoDB driver" : " is too new for the MongoDB driver")
						+ " of this application: " + EnvironmentException.firstLine(failure) + ".",
				older ? "Upgrade the server to MongoDB 5.0 or later."
						: "Upgrade the driver, with Spring Boot or by its property mongodb.version.",
				failure);
	}

	private static boolean refusesRetryableWrites(MongoException failure) {
		String message = String.valueOf(failure.getMessage());
		return failure.getCode() == RETRYABLE_WRITES_NOT_SUPPORTED
				|| message.contains("does not support retryable writes")
				|| message.contains("Retryable writes are not supported")
				|| (failure.getCode() == ILLEGAL_OPERATION && message.contains("Transaction numbers"));
	}

}
