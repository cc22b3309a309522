package io.monarch.migration;

import java.time.Instant;
import java.util.List;

import io.monarch.foreign.ForeignTool;
import io.monarch.foreign.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The result of an import, or of its dry run.
 *
 * @param from the tool
 * @param collection the collection of its history
 * @param imported the number of records written, or to be written; 0 if an entry is
 * undecided
 * @param entries the entries of the history, in chronological order
 * @param warnings further warnings
 */
public record HistoryImportResult(ForeignTool from, String collection, int imported, List<Entry> entries,
		List<String> warnings) {

	/**
	 * Return the entries that a person has to decide before anything is imported.
	 * @return the entries
	 */
	public List<Entry> undecided() {
		return this.entries.stream().filter((entry) -> entry.verdict() == Verdict.UNDECIDED).toList();
	}

	/**
	 * An entry of the history.
	 *
	 * @param oldId the id of the migration in the other tool
	 * @param author its author, or {@code null}
	 * @param name the old id, with the author if two have the same id, as used to accept
	 * it
	 * @param at the time at which it ended, or {@code null}
	 * @param verdict the verdict about it
	 * @param id the id of the migration of this application, or {@code null}
	 * @param why the reason
	 * @param warning whether a person should check it although it is decided
	 */
	public record Entry(String oldId, @Nullable String author, String name, @Nullable Instant at, Verdict verdict,
			@Nullable String id, String why, boolean warning) {

	}

}
