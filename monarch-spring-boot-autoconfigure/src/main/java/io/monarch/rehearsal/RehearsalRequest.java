package io.monarch.rehearsal;

import io.monarch.environment.Environment;
import io.monarch.queryset.Selector;

/**
 * What to rehearse, and how.
 *
 * @param environment the environment whose pending migrations are rehearsed; it is only
 * read
 * @param on the environment on whose server the temporary database is created; its own
 * database is not touched
 * @param selector selects the data to copy
 * @param prove whether to prove restarts and rollbacks
 * @param keep whether to keep the database
 * @param ignoreFreeSpace whether to copy even if the server reports too little free space
 * @param seed chooses the writes at which a migration is stopped if it has many
 * @param applicationBeans whether the application's own templates and repositories work
 * on the temporary database during the rehearsal, in all threads: for tests, not for an
 * application that serves users
 */
public record RehearsalRequest(Environment environment, Environment on, Selector selector, boolean prove, boolean keep,
		boolean ignoreFreeSpace, long seed, boolean applicationBeans) {

	/**
	 * Return a request for everything, without proofs.
	 * @param environment the environment
	 * @param on the environment on whose server it is rehearsed
	 * @return the request
	 */
	public static RehearsalRequest of(Environment environment, Environment on) {
		return new RehearsalRequest(environment, on, Selector.EVERYTHING, false, false, false, 1, false);
	}

	/**
	 * Return this request with proofs of restarts and rollbacks.
	 * @return the request
	 */
	public RehearsalRequest proving() {
		return new RehearsalRequest(this.environment, this.on, this.selector, true, this.keep, this.ignoreFreeSpace,
				this.seed, this.applicationBeans);
	}

	/**
	 * Return this request for a part of the data.
	 * @param part selects the part
	 * @return the request
	 */
	public RehearsalRequest selecting(Selector part) {
		return new RehearsalRequest(this.environment, this.on, part, this.prove, this.keep, this.ignoreFreeSpace,
				this.seed, this.applicationBeans);
	}

	/**
	 * Return this request with the application's own templates and repositories on the
	 * temporary database during the rehearsal.
	 * @return the request
	 */
	public RehearsalRequest withApplicationBeans() {
		return new RehearsalRequest(this.environment, this.on, this.selector, this.prove, this.keep,
				this.ignoreFreeSpace, this.seed, true);
	}

	boolean isPartial() {
		return this.selector != Selector.EVERYTHING;
	}

}
