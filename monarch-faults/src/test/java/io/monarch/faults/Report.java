package io.monarch.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.monarch.faults.Ledger.Entry;
import io.monarch.testsupport.GeneratedSection;

/**
 * Says what was played, and of how much.
 */
final class Report {

	private final Ledger ledger;

	Report(Ledger ledger) {
		this.ledger = ledger;
	}

	/**
	 * Return what was not as it must be, of the product or of the harness.
	 */
	List<String> bad() {
		return this.ledger.entries().stream().filter(Entry::isBad).map(Entry::text).toList();
	}

	/**
	 * Return the kinds of which most rounds broke nothing: that says something of the
	 * harness.
	 */
	List<String> seldomStruck() {
		return Arrays.stream(Kind.values()).filter((kind) -> {
			List<Entry> played = entries(kind).stream()
				.filter((entry) -> !entry.isBad() && !entry.outcome().startsWith(Entry.NOT_PLAYED))
				.toList();
			long struck = played.stream().filter((entry) -> !entry.struck().isEmpty()).count();
			return struck * 2 < played.size();
		}).map(Kind::label).toList();
	}

	private List<Entry> entries(Kind kind) {
		return this.ledger.entries().stream().filter((entry) -> entry.kind().equals(kind.label())).toList();
	}

	void print() {
		System.out.println(text());
	}

	/**
	 * Write it on the page in place of what is there, whatever that was made of.
	 */
	void write() {
		new GeneratedSection("design/figures.md", "faults").write(text());
	}

	private String text() {
		return "On " + String.join(", ", this.ledger.days()) + ", with the seed " + this.ledger.seed()
				+ ", at revision " + String.join(", ", this.ledger.revisions()) + ":\n\n" + table();
	}

	/**
	 * Return a table in Markdown, of all kinds and of the full set.
	 */
	private String table() {
		StringBuilder table = new StringBuilder("| fault | rounds | struck | what came of them | violations |"
				+ " harness failed |\n|---|---|---|---|---|---|\n");
		for (Kind kind : Kind.values()) {
			List<Entry> entries = entries(kind);
			table.append("| `%s` | %d of %d | %d | %s | %d | %d |\n".formatted(kind.label(), entries.size(),
					kind.full(), entries.stream().filter((entry) -> !entry.struck().isEmpty()).count(),
					outcomes(entries), entries.stream().filter((entry) -> !entry.violation().isEmpty()).count(),
					this.ledger.failures(kind)));
		}
		return table.toString();
	}

	private static String outcomes(List<Entry> entries) {
		Map<String, Integer> outcomes = new TreeMap<>();
		entries.stream()
			.filter((entry) -> !entry.isBad())
			.forEach((entry) -> outcomes.merge(entry.outcome(), 1, Integer::sum));
		List<String> parts = new ArrayList<>();
		outcomes.forEach((outcome, count) -> parts.add(outcome + ": " + count));
		return String.join("; ", parts);
	}

}
