package io.monarch.shell;

import java.util.random.RandomGenerator;

import io.monarch.safety.Guard;

/**
 * Makes the guard of a session.
 */
record Guards(RandomGenerator random) {

	Guard of(Session session) {
		return new Guard(session, this.random);
	}

}
