package io.monarch.rehearsal;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a rehearsal found out about one migration.
 *
 * @param id its id
 * @param completed whether it completed; a failed one is the last
 * @param error the error, or {@code null}
 * @param offset the time from the start of the rehearsal to its start
 * @param duration the duration of its code, with its transaction
 * @param expected the duration to expect on the rehearsed environment: the same if
 * everything was copied, otherwise scaled by the documents of each collection
 * @param collections what it wrote
 * @param definitions what it created, changed and dropped, a sentence each
 * @param scans its commands that scanned a whole collection
 * @param longestTransaction its longest transaction, or zero
 * @param transactionLimit the limit of the rehearsed environment's server, or
 * {@code null} if it is not known
 * @param survival whether it survives being killed
 * @param warnings the problems found
 */
public record RehearsedMigration(String id, boolean completed, @Nullable String error, Duration offset,
		Duration duration, Duration expected, List<CollectionChange> collections, List<String> definitions,
		List<CollectionScan> scans, Duration longestTransaction, @Nullable Duration transactionLimit, Survival survival,
		List<RehearsalWarning> warnings) {

	/**
	 * Copy the lists.
	 */
	public RehearsedMigration {
		collections = List.copyOf(collections);
		definitions = List.copyOf(definitions);
		scans = List.copyOf(scans);
		warnings = List.copyOf(warnings);
	}

}
