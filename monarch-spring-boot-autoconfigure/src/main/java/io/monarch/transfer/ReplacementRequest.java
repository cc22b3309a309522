package io.monarch.transfer;

import io.monarch.environment.Environment;
import io.monarch.safety.Approval;

/**
 * A request for a replacement.
 *
 * @param target the environment whose database is replaced
 * @param approval the approval
 * @param scope the scope of the replacement
 * @param from the description of the source
 * @param options the options
 * @param listener notified of the progress
 */
public record ReplacementRequest(Environment target, Approval approval, Scope scope, String from,
		ReplacementOptions options, TransferListener listener) {

	/**
	 * Tell whether the whole database is replaced.
	 */
	boolean isOfDatabase() {
		return this.scope == Scope.DATABASE;
	}

	/**
	 * The scope of a replacement.
	 */
	public enum Scope {

		/** The whole database: collections that the source does not have are dropped. */
		DATABASE,

		/** The collections of the source; others are not changed. */
		COLLECTIONS

	}

}
