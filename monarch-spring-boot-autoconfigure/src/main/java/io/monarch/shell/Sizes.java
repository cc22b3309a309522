package io.monarch.shell;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

import io.monarch.lock.LockHolder;

/**
 * Formats sizes and times.
 */
final class Sizes {

	private static final String[] UNITS = { "B", "KiB", "MiB", "GiB", "TiB", "PiB" };

	private Sizes() {
	}

	static String bytes(long bytes) {
		double size = (double) bytes;
		int unit = 0;
		while (size >= 1024 && unit < UNITS.length - 1) {
			size /= 1024;
			unit++;
		}
		return String.format(Locale.ROOT, (unit == 0) ? "%.0f %s" : "%.1f %s", size, UNITS[unit]);
	}

	static String count(long count) {
		return String.format(Locale.ROOT, "%,d", count);
	}

	static String count(long count, String thing) {
		return count(count) + " " + thing + ((count == 1) ? "" : "s");
	}

	/**
	 * Return a number for each second, which has a decimal if it is small.
	 */
	static String rate(double perSecond) {
		return ((perSecond < 10) ? String.format(Locale.ROOT, "%.1f", perSecond) : count(Math.round(perSecond))) + "/s";
	}

	static String duration(Duration duration) {
		long seconds = duration.toSeconds();
		if (seconds < 10) {
			return duration.toMillis() + " ms";
		}
		if (seconds < 120) {
			return seconds + " s";
		}
		return (seconds < 7200) ? seconds / 60 + " min " + seconds % 60 + " s"
				: seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
	}

	/**
	 * Return a duration that is only an estimate.
	 */
	static String about(Duration duration) {
		return (duration.toSeconds() < 10) ? duration.toSeconds() + " s" : duration(duration);
	}

	/**
	 * Return a time, with how long ago it was.
	 */
	static String time(Instant then, Instant now) {
		return time(then) + " (" + age(then, now) + ")";
	}

	private static String time(Instant then) {
		return then.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ');
	}

	/**
	 * Return a time for a row: how long ago it was at a terminal, and the time itself for
	 * files and scripts.
	 */
	static String when(Instant then, Instant now, boolean person) {
		return person ? age(then, now) : time(then);
	}

	/**
	 * Describe the holder of a lock, with its time.
	 */
	static String holder(LockHolder holder, Instant now) {
		return holder.owner() + " since " + time(holder.since(), now);
	}

	/**
	 * Return how long ago a time was.
	 */
	static String age(Instant then, Instant now) {
		long minutes = Duration.between(then, now).toMinutes();
		if (minutes < 1) {
			return "now";
		}
		if (minutes < 60) {
			return minutes + " min ago";
		}
		if (minutes < 48 * 60) {
			return minutes / 60 + " h ago";
		}
		return minutes / (24 * 60) + " days ago";
	}

}
