package io.monarch.rehearsal;

import java.time.Duration;
import java.util.Locale;

/**
 * Numbers and durations in sentences.
 */
final class Words {

	private Words() {
	}

	static String count(long number, String noun) {
		return String.format(Locale.ROOT, "%,d %s%s", number, noun, (number == 1) ? "" : "s");
	}

	static String duration(Duration duration) {
		long millis = duration.toMillis();
		if (millis < 1000) {
			return millis + " ms";
		}
		if (millis < 60_000) {
			return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
		}
		long seconds = duration.toSeconds();
		return (seconds < 3600) ? (seconds / 60) + " min " + (seconds % 60) + " s"
				: (seconds / 3600) + " h " + (seconds % 3600 / 60) + " min";
	}

}
