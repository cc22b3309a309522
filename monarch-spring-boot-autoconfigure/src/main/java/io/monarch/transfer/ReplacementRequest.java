package io.monarch.transfer;

import io.monarch.environment.Environment;
import io.monarch.safety.Approval;

/**
 * What is replaced, by what and how.
 *
 * @param target the environment whose database is replaced
 * @param approval that this was approved
 * @param scope what of the database is replaced
 * @param from what the new data comes from, in words
 * @param options how it is replaced
 * @param listener is told how it goes on
 */
public record ReplacementRequest(Environment target, Approval approval, Scope scope, String from,
		ReplacementOptions options, TransferListener listener) {

	/**
	 * Tell whether all of the database is replaced.
	 */
	boolean isOfDatabase() {
		return this.scope == Scope.DATABASE;
	}

	/**
	 * What of a database is replaced.
	 */
	public enum Scope {

		/** All of it: what the source does not have is dropped. */
		DATABASE,

		/** The collections that the source has; the others stay as they are. */
		COLLECTIONS

	}

}
