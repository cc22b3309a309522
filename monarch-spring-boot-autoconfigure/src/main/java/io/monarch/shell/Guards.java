package io.monarch.shell;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.monarch.environment.DatabaseProtection;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.Protection;
import io.monarch.safety.Guard;

/**
 * Creates the guard of a session.
 */
record Guards(RandomGenerator random, Supplier<Environments> environments) {

	Guard of(Session session) {
		return new Guard(session, this.random, (environment) -> protection(environment, session));
	}

	/**
	 * Return the protection. If one may be missing, this prints a warning, even if all
	 * answers were given in advance.
	 */
	private DatabaseProtection protection(Environment environment, Session session) {
		DatabaseProtection protection = protection(environment);
		if (protection.protection() != Protection.READ_ONLY) {
			warnOfUncompared(session);
		}
		return protection;
	}

	/**
	 * Return the protection of an environment's database.
	 */
	DatabaseProtection protection(Environment environment) {
		return DatabaseProtection.of(environment, this.environments.get().compared());
	}

	/**
	 * Tell whether the database of an environment is guarded.
	 * @throws io.monarch.environment.MonarchException if it is read-only
	 */
	boolean isGuarded(Environment environment) {
		DatabaseProtection protection = protection(environment);
		Guard.requireNotReadOnly(environment, protection);
		return protection.protection() == Protection.GUARDED;
	}

	void warnOfUncompared(Session session) {
		this.environments.get()
			.uncompared()
			.forEach((name) -> session.say("Warning: it could not be checked whether environment '" + name
					+ "' is the same database, since its configuration is wrong ('monarch " + "status " + name
					+ "' shows why). Its protection is not considered here."));
	}

}
