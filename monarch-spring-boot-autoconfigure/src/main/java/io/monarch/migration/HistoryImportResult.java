package io.monarch.migration;

import java.time.Instant;
import java.util.List;

import io.monarch.foreign.ForeignTool;
import io.monarch.foreign.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What was imported, or would be.
 *
 * @param from the tool
 * @param collection the collection of its history
 * @param imported how many records were written, or would be; 0 if something is undecided
 * @param entries what each entry of the history says, in the order of time
 * @param warnings what else a person should know
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
	 * One entry of the history.
	 *
	 * @param oldId the id of the migration in the other tool
	 * @param author its author, or {@code null}
	 * @param name the old id, with the author if two have the same: what is accepted
	 * @param at when it ended, or {@code null}
	 * @param verdict what is imported for it
	 * @param id the id of the migration of this application, or {@code null}
	 * @param why why
	 * @param warning whether a person should look at it although it is decided
	 */
	public record Entry(String oldId, @Nullable String author, String name, @Nullable Instant at, Verdict verdict,
			@Nullable String id, String why, boolean warning) {

	}

}
