package io.monarch.environment.planted;

import org.apache.commons.logging.LogFactory;

class PlantedLogger {

	void log(String name) {
		LogFactory.getLog(PlantedLogger.class).info(name);
	}

}
