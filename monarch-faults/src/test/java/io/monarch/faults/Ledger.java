package io.monarch.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

import org.bson.Document;
import org.bson.json.JsonParseException;
import org.jspecify.annotations.Nullable;

/**
 * What was played, a line a round, in a file or only in memory. Who begins with the file
 * of another run goes on with it.
 */
final class Ledger {

	private final @Nullable Path file;

	private final Map<String, Entry> entries = new LinkedHashMap<>();

	/** How often the harness has failed, in rounds that were played again since, too. */
	private final Map<String, Integer> failures = new HashMap<>();

	private long seed;

	/**
	 * Open a ledger.
	 * @param file the file, which need not exist, or nothing
	 * @param seed the seed, unless the file has one
	 */
	Ledger(@Nullable Path file, long seed) throws IOException {
		this.file = file;
		this.seed = seed;
		String text = (file != null && Files.exists(file)) ? Files.readString(file) : "";
		text.lines().forEach(this::read);
		if (!text.isEmpty() && !text.endsWith("\n")) {
			write("\n");
		}
		if (text.isEmpty()) {
			append(new Document("seed", seed));
		}
	}

	/**
	 * The last line of a run that was killed may have no end.
	 */
	private void read(String line) {
		Document document;
		try {
			document = Document.parse(line.isBlank() ? "{}" : line);
		}
		catch (JsonParseException ex) {
			return;
		}
		if (document.containsKey("kind")) {
			note(Entry.of(document));
		}
		else if (document.containsKey("seed")) {
			this.seed = document.get("seed", Number.class).longValue();
		}
	}

	private void append(Document line) throws IOException {
		write(line.toJson() + "\n");
	}

	private void write(String text) throws IOException {
		if (this.file != null) {
			Files.writeString(this.file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND,
					StandardOpenOption.DSYNC);
		}
	}

	long seed() {
		return this.seed;
	}

	/**
	 * Tell whether a round was played, to an end that says something of the product.
	 */
	synchronized boolean has(Kind kind, long roundSeed) {
		Entry entry = this.entries.get(kind.label() + roundSeed);
		return entry != null && entry.failure().isEmpty() && !entry.outcome().startsWith(Entry.NOT_PLAYED);
	}

	synchronized void add(Entry entry) throws IOException {
		note(entry);
		append(entry.toDocument());
	}

	private void note(Entry entry) {
		this.entries.put(entry.key(), entry);
		if (!entry.failure().isEmpty()) {
			this.failures.merge(entry.kind(), 1, Integer::sum);
		}
	}

	/**
	 * Return how often the harness has failed in a round of a kind, which was played
	 * again or will be.
	 */
	synchronized int failures(Kind kind) {
		return this.failures.getOrDefault(kind.label(), 0);
	}

	synchronized Collection<Entry> entries() {
		return List.copyOf(this.entries.values());
	}

	/**
	 * Return the days on which it was played.
	 */
	SortedSet<String> days() {
		SortedSet<String> days = new TreeSet<>();
		entries().forEach((entry) -> days.add(entry.day()));
		return days;
	}

	/**
	 * Return the revisions of the product that were played.
	 */
	SortedSet<String> revisions() {
		SortedSet<String> revisions = new TreeSet<>();
		entries().forEach((entry) -> revisions.add(entry.revision()));
		return revisions;
	}

	/**
	 * A round that was played.
	 *
	 * @param kind its kind
	 * @param seed its seed
	 * @param outcome what came of it, or nothing
	 * @param struck what was broken and where, or nothing
	 * @param violation what was not as it must be, or nothing
	 * @param failure what went wrong with the harness itself, or nothing
	 * @param revision the revision of the product
	 * @param day when it was
	 */
	record Entry(String kind, long seed, String outcome, String struck, String violation, String failure,
			String revision, String day) {

		static final String NOT_PLAYED = "not played";

		private static Entry of(Document line) {
			return new Entry(line.getString("kind"), line.get("seed", Number.class).longValue(),
					line.getString("outcome"), line.getString("struck"), line.getString("violation"),
					line.getString("failure"), line.getString("revision"), line.getString("day"));
		}

		private Document toDocument() {
			return new Document("kind", this.kind).append("seed", this.seed)
				.append("outcome", this.outcome)
				.append("struck", this.struck)
				.append("violation", this.violation)
				.append("failure", this.failure)
				.append("revision", this.revision)
				.append("day", this.day);
		}

		boolean isBad() {
			return !this.violation.isEmpty() || !this.failure.isEmpty();
		}

		String text() {
			return (this.failure.isEmpty() ? "VIOLATION " : "HARNESS FAILED ") + this.kind + " with seed " + this.seed
					+ ": " + this.violation + this.failure;
		}

		private String key() {
			return this.kind + this.seed;
		}

	}

}
