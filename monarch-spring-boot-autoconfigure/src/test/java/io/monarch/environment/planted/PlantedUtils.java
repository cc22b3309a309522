package io.monarch.environment.planted;

/**
 * Breaks the rule about names.
 */
final class PlantedUtils {

	private PlantedUtils() {
	}

}
