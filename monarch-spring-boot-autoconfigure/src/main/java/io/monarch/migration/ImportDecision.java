package io.monarch.migration;

import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.Objects;

import io.monarch.foreign.ForeignEntry;
import io.monarch.foreign.Verdict;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The decision of an operator about an entry of another tool's history. It holds until
 * the tool changes the entry.
 *
 * @param name the entry, with its author where the tool has authors; or a former id that
 * is not in the history
 * @param as {@link Verdict#COMPLETED} or {@link Verdict#PENDING}
 * @param found the verdict about the entry without a decision, or {@code null} if there
 * is no entry
 * @param at the time of the entry, or {@code null} if it has none
 */
record ImportDecision(String name, Verdict as, @Nullable Verdict found, @Nullable Instant at) {

	static ImportDecision about(ForeignEntry entry, Verdict as) {
		return new ImportDecision(name(entry), as, entry.verdict(), entry.at());
	}

	static ImportDecision aboutAbsent(String name, Verdict as) {
		return new ImportDecision(name, as, null, null);
	}

	static ImportDecision of(Document document) {
		String found = document.getString("found");
		Date at = document.getDate("at");
		return new ImportDecision(document.getString("id"), verdict(document.getString("as")),
				(found != null) ? verdict(found) : null, (at != null) ? at.toInstant() : null);
	}

	/**
	 * Return the name under which the decision about an entry is kept. A later entry of
	 * another author with the same id is a different one.
	 */
	static String name(ForeignEntry entry) {
		return entry.aliases().isEmpty() ? entry.qualifiedId() : entry.id();
	}

	/**
	 * Tell whether an entry is still the one that was decided.
	 */
	boolean holdsFor(ForeignEntry entry) {
		return this.found == entry.verdict() && Objects.equals(this.at, entry.at());
	}

	Document document() {
		return new Document("id", this.name).append("as", text(this.as))
			.append("found", (this.found != null) ? text(this.found) : null)
			.append("at", (this.at != null) ? Date.from(this.at) : null);
	}

	static String text(Verdict verdict) {
		return verdict.name().toLowerCase(Locale.ROOT);
	}

	private static Verdict verdict(String text) {
		return Verdict.valueOf(text.toUpperCase(Locale.ROOT));
	}

}
