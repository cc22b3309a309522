package io.monarch.autoconfigure;

import java.time.Duration;
import java.util.function.Consumer;

import com.mongodb.MongoClientSettings;
import io.monarch.environment.CleanLog;
import io.monarch.environment.MonarchException;
import io.monarch.environment.StuckWork;
import io.monarch.environment.UnresponsiveServerDetector;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationContext;

/**
 * Determines the reaction of a process to stuck work: a command ends its process. An
 * application may do more than migrate, so it declares itself not alive, and its platform
 * decides.
 */
final class StuckWorkTermination {

	/** Enough for cleaning up. */
	private static final Duration AFTER_LOSS = Duration.ofSeconds(30);

	/**
	 * The driver itself detects after 210 s that the other end of a connection is gone,
	 * and then continues with another member.
	 */
	private static final Duration SILENCE = Duration.ofMinutes(4);

	private static final CleanLog logger = CleanLog.of(StuckWorkTermination.class);

	private StuckWorkTermination() {
	}

	/**
	 * Return the reaction to work that continues without its lock.
	 */
	static StuckWork withoutLock(ApplicationContext context) {
		return new StuckWork(AFTER_LOSS, action(context));
	}

	/**
	 * Make the client of a command detect servers that do not answer. In an application,
	 * this is left to the application.
	 */
	static void findSilence(ApplicationContext context, String whose, MongoClientSettings.Builder client) {
		if (AdminProperties.isActive(context.getEnvironment())) {
			UnresponsiveServerDetector silence = new UnresponsiveServerDetector(whose,
					new StuckWork(SILENCE, action(context)));
			client
				.applyToServerSettings((server) -> server.addServerMonitorListener(silence).addServerListener(silence))
				.applyToConnectionPoolSettings((pool) -> pool.addConnectionPoolListener(silence));
		}
	}

	private static Consumer<MonarchException> action(ApplicationContext context) {
		return AdminProperties.isActive(context.getEnvironment()) ? AdminMode::endStuck
				: (reason) -> declareBroken(context, reason);
	}

	private static void declareBroken(ApplicationContext context, MonarchException reason) {
		logger.error(reason.getMessage() + " The work was interrupted. End this process if the work does not stop. "
				+ reason.action());
		AvailabilityChangeEvent.publish(context, LivenessState.BROKEN);
	}

}
