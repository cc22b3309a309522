package io.monarch.environment.planted;

import org.apache.commons.logging.LogFactory;

/**
 * Breaks the rule about the log.
 */
final class PlantedLogger {

	void log(String name) {
		LogFactory.getLog(PlantedLogger.class).info(name);
	}

}
