package io.monarch.safety;

import java.util.List;
import java.util.Locale;

import io.monarch.environment.Environment;

/**
 * What would be lost if something were done to an environment.
 *
 * @param environment the environment
 * @param action what is about to be done, such as {@code "Roll back migration x"}
 * @param lines what is lost by it, a line each
 * @param arrivals what takes its place and where that comes from, a line each; none where
 * nothing does
 */
public record DestructiveAction(Environment environment, String action, List<String> lines, List<String> arrivals) {

	private static final String[] UNITS = { "KiB", "MiB", "GiB", "TiB", "PiB" };

	/**
	 * Check that something is lost: what loses nothing needs no approval.
	 */
	public DestructiveAction {
		lines = List.copyOf(lines);
		arrivals = List.copyOf(arrivals);
		if (lines.isEmpty()) {
			throw new IllegalArgumentException("'" + action + "' does not name what is lost");
		}
	}

	/**
	 * Create a loss that nothing takes the place of.
	 * @param environment the environment
	 * @param action what is about to be done
	 * @param lines what is lost by it, a line each
	 */
	public DestructiveAction(Environment environment, String action, List<String> lines) {
		this(environment, action, lines, List.of());
	}

	/**
	 * Describe the loss of what a database holds.
	 * @param environment the environment whose database it is
	 * @param action what is about to be done
	 * @param collections how many collections there are
	 * @param documents how many documents they hold, as they are stored
	 * @param buckets how many of these are buckets of time series
	 * @param bytes how large they are
	 * @return the loss
	 */
	public static DestructiveAction ofDatabase(Environment environment, String action, long collections, long documents,
			long buckets, long bytes) {
		return new DestructiveAction(environment, action, List.of("database " + environment.database() + ": "
				+ counted(collections, "collection") + ", " + sized(documents, buckets, bytes)));
	}

	/**
	 * Say how many documents there are, and how large they are.
	 * @param documents how many documents there are, as they are stored
	 * @param buckets how many of these are buckets of time series
	 * @param bytes how large they are
	 * @return for example {@code 1,700 documents and 2 time-series buckets, 2.5 MiB}
	 */
	public static String sized(long documents, long buckets, long bytes) {
		return counted(documents, buckets) + ", " + size(bytes);
	}

	/**
	 * Say how many documents there are. Those of a time series are called buckets, since
	 * each holds many measurements, and queries never show it.
	 * @param documents how many documents there are, as they are stored
	 * @param buckets how many of these are buckets of time series
	 * @return for example {@code 1,700 documents and 2 time-series buckets}
	 */
	public static String counted(long documents, long buckets) {
		if (buckets <= 0) {
			return counted(documents, "document");
		}
		String ofTimeSeries = counted(buckets, "time-series bucket");
		return (documents > buckets) ? counted(documents - buckets, "document") + " and " + ofTimeSeries : ofTimeSeries;
	}

	private static String counted(long count, String thing) {
		return String.format(Locale.ROOT, "%,d", count) + " " + thing + ((count == 1) ? "" : "s");
	}

	private static String size(long bytes) {
		if (bytes < 1024) {
			return counted(bytes, "byte");
		}
		double size = bytes;
		int unit = -1;
		while (size >= 1024 && unit < UNITS.length - 1) {
			size /= 1024;
			unit++;
		}
		return String.format(Locale.ROOT, "%.1f %s", size, UNITS[unit]);
	}

}
