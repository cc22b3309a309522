package io.monarch.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one migration was seen to do. Its commands can be sent by several threads.
 */
final class Observation {

	/** The time that the observation itself took while the migration waited. */
	final LongAdder overhead = new LongAdder();

	private final Map<String, Counts> counts = new TreeMap<>();

	private final Map<String, CommandUse> uses = new LinkedHashMap<>();

	private final Map<WarningKind, Map<String, RehearsalWarning>> warnings = new TreeMap<>();

	private final Map<String, String> notes = new TreeMap<>();

	private long longestTransaction;

	private long transactionWrites;

	private long writes;

	private boolean uncounted;

	/**
	 * Begin again, since a transaction is attempted again.
	 */
	synchronized void restart() {
		this.counts.values().forEach(Counts::clear);
		this.writes = 0;
		this.transactionWrites = 0;
	}

	synchronized void wrote() {
		this.writes++;
	}

	synchronized long writes() {
		return this.writes;
	}

	synchronized void count(String collection, long inserted, long changed, long removed, boolean inTransaction) {
		Counts counted = this.counts.computeIfAbsent(collection, (unused) -> new Counts());
		counted.inserted += inserted;
		counted.changed += changed;
		counted.removed += removed;
		if (inTransaction) {
			this.transactionWrites += inserted + changed + removed;
		}
	}

	synchronized long transactionWrites() {
		return this.transactionWrites;
	}

	/**
	 * Return the number of documents inserted, or the greatest number if that is not
	 * known.
	 */
	synchronized long inserted() {
		return this.uncounted ? Long.MAX_VALUE : this.counts.values().stream().mapToLong((each) -> each.inserted).sum();
	}

	/**
	 * Note that a pipeline writes to a collection, which the server does not count.
	 */
	synchronized void wroteUncounted(String collection) {
		this.uncounted = true;
		this.notes.putIfAbsent("pipeline to " + collection,
				"Its pipeline ($out or $merge) writes to '" + collection + "'. The server does not count that.");
	}

	/**
	 * Note the limits of a proof.
	 */
	synchronized void note(String text) {
		this.notes.putIfAbsent(text, text);
	}

	synchronized void transaction(long nanos) {
		this.longestTransaction = Math.max(this.longestTransaction, nanos);
	}

	synchronized Duration longestTransaction() {
		return Duration.ofNanos(this.longestTransaction);
	}

	synchronized CommandUse use(String collection, String command, String shape) {
		return this.uses.computeIfAbsent(collection + '\0' + command + '\0' + shape,
				(unused) -> new CommandUse(collection, command, shape));
	}

	synchronized List<CommandUse> uses() {
		return List.copyOf(this.uses.values());
	}

	/**
	 * Add a warning, unless there is one of its kind for the same thing.
	 */
	synchronized void warn(WarningKind kind, String thing, String message) {
		this.warnings.computeIfAbsent(kind, (unused) -> new LinkedHashMap<>())
			.putIfAbsent(thing, new RehearsalWarning(kind, message));
	}

	/**
	 * Note that a command could not be observed.
	 */
	synchronized void unobserved(String command, RuntimeException failure) {
		this.notes.putIfAbsent(command, "Not all of its commands '" + command + "' could be observed: " + failure);
	}

	synchronized List<String> notes() {
		return List.copyOf(this.notes.values());
	}

	synchronized List<RehearsalWarning> warnings() {
		List<RehearsalWarning> all = new ArrayList<>();
		this.warnings.values().forEach((each) -> all.addAll(each.values()));
		return all;
	}

	synchronized List<CollectionChange> changes() {
		List<CollectionChange> changes = new ArrayList<>();
		this.counts.forEach((name, counted) -> {
			if (counted.inserted + counted.changed + counted.removed > 0) {
				changes.add(new CollectionChange(name, counted.inserted, counted.changed, counted.removed));
			}
		});
		return changes;
	}

	private static final class Counts {

		private long inserted;

		private long changed;

		private long removed;

		private void clear() {
			this.inserted = 0;
			this.changed = 0;
			this.removed = 0;
		}

	}

}
