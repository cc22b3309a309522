package io.monarch.migration;

import java.util.LinkedHashMap;
import java.util.Map;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.foreign.ForeignTool;
import io.monarch.foreign.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A request to import the history of another tool, with a person's decisions about
 * undecided entries.
 *
 * @param from the tool, or {@code null} if there is only one
 * @param collection the collection of its history, or {@code null} to find it
 * @param accepted {@link Verdict#COMPLETED} or {@link Verdict#PENDING} by the old id, or
 * by {@code id@author} if two authors have the same id
 */
public record HistoryImportRequest(@Nullable ForeignTool from, @Nullable String collection,
		Map<String, Verdict> accepted) {

	/** A request for the only history. */
	public static final HistoryImportRequest ANY = new HistoryImportRequest(null, null, Map.of());

	public HistoryImportRequest {
		accepted = Map.copyOf(accepted);
		accepted.forEach((id, verdict) -> {
			if (verdict != Verdict.COMPLETED && verdict != Verdict.PENDING) {
				throw new MonarchException(Kind.BAD_INPUT, "Entry '" + id + "' cannot be accepted as " + verdict + ".",
						"Accept it as completed or as pending.");
			}
		});
	}

	/**
	 * Return the same request with one more decision.
	 * @param oldId the old id, or {@code id@author}
	 * @param verdict {@link Verdict#COMPLETED} or {@link Verdict#PENDING}
	 * @return the request
	 */
	public HistoryImportRequest accepting(String oldId, Verdict verdict) {
		Map<String, Verdict> all = new LinkedHashMap<>(this.accepted);
		all.put(oldId, verdict);
		return new HistoryImportRequest(this.from, this.collection, all);
	}

}
