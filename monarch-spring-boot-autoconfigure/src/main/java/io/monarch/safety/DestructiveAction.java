package io.monarch.safety;

import java.util.List;
import java.util.Locale;

import io.monarch.environment.Environment;

/**
 * An action on an environment that loses data.
 *
 * @param environment the environment
 * @param action the action, such as {@code "Roll back migration x"}
 * @param lines the data that would be lost, a line each
 * @param arrivals the new data and its source, a line each; empty if there is none
 */
public record DestructiveAction(Environment environment, String action, List<String> lines, List<String> arrivals) {

	private static final String[] UNITS = { "KiB", "MiB", "GiB", "TiB", "PiB" };

	/**
	 * Check that something is lost, since an action without a loss needs no approval.
	 */
	public DestructiveAction {
		lines = List.copyOf(lines);
		arrivals = List.copyOf(arrivals);
		if (lines.isEmpty()) {
			throw new IllegalArgumentException("'" + action + "' does not name what is lost");
		}
	}

	/**
	 * Create an action without new data.
	 * @param environment the environment
	 * @param action the action
	 * @param lines the data that would be lost, a line each
	 */
	public DestructiveAction(Environment environment, String action, List<String> lines) {
		this(environment, action, lines, List.of());
	}

	/**
	 * Describe the loss of the data of a database.
	 * @param environment the environment of the database
	 * @param action the action
	 * @param collections the number of collections
	 * @param documents the number of stored documents
	 * @param buckets the number of these that are buckets of time series
	 * @param bytes the size of the documents
	 * @return the action
	 */
	public static DestructiveAction ofDatabase(Environment environment, String action, long collections, long documents,
			long buckets, long bytes) {
		return new DestructiveAction(environment, action, List.of("database " + environment.database() + ": "
				+ counted(collections, "collection") + ", " + sized(documents, buckets, bytes)));
	}

	/**
	 * Format a number of documents with their size.
	 * @param documents the number of stored documents
	 * @param buckets the number of these that are buckets of time series
	 * @param bytes the size of the documents
	 * @return for example {@code 1,700 documents and 2 time-series buckets, 2.5 MiB}
	 */
	public static String sized(long documents, long buckets, long bytes) {
		return counted(documents, buckets) + ", " + size(bytes);
	}

	/**
	 * Format a number of documents. Those of a time series are called buckets: each holds
	 * many measurements, and queries do not return it.
	 * @param documents the number of stored documents
	 * @param buckets the number of these that are buckets of time series
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
