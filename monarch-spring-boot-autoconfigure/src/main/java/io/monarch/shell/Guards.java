package io.monarch.shell;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.monarch.environment.DatabaseProtection;
import io.monarch.environment.Environments;
import io.monarch.safety.Guard;

/**
 * Makes the guard of a session.
 */
record Guards(RandomGenerator random, Supplier<Environments> environments) {

	Guard of(Session session) {
		return new Guard(session, this.random,
				(environment) -> DatabaseProtection.of(environment, this.environments.get().all()));
	}

}
