package io.monarch.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

import io.monarch.environment.Environment;
import io.monarch.lock.LockHolder;
import io.monarch.safety.DestructiveAction;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionSummary;
import io.monarch.transfer.TransferListener;

/**
 * Shows the progress of a copy, a backup or a restore, once it takes longer than a
 * second: with lines that are redrawn at a terminal, and with occasional lines elsewhere.
 */
final class TransferProgress implements TransferListener, AutoCloseable {

	/** More concurrent collections than this are shown as a number. */
	private static final int AT_MOST = 4;

	private final Session session;

	private final LongSupplier clock;

	private Speed all;

	private final Map<String, Speed> open = new TreeMap<>();

	private final Map<String, CollectionDefinition> definitions = new TreeMap<>();

	private final Ticker ticker;

	private final List<String> warnings = new CopyOnWriteArrayList<>();

	private String first;

	private long firstAt;

	/** The number of all documents that are buckets of time series. */
	private long buckets;

	private int collections;

	private int finished;

	private boolean known;

	private boolean swapping;

	/**
	 * Start showing the progress.
	 * @param first the work before the transfer is known
	 */
	TransferProgress(Session session, String first) {
		this(session, first, System::nanoTime);
		var unused = this.ticker.start();
	}

	/**
	 * For tests, which set the time.
	 */
	TransferProgress(Session session, String first, LongSupplier clock) {
		this.session = session;
		this.clock = clock;
		this.first = first;
		this.firstAt = clock.getAsLong();
		this.all = new Speed(this.firstAt, 0, 0);
		this.ticker = new Ticker(session, clock, this::lines);
	}

	@Override
	public void waiting(Environment environment, LockHolder holder) {
		String lock = "Waiting for the lock of '" + environment.name() + "'";
		this.session.say(lock + ", held by " + Sizes.holder(holder, Instant.now()));
		begin(lock);
	}

	@Override
	public void locked() {
		begin("Preparing");
	}

	private synchronized void begin(String what) {
		this.first = what;
		this.firstAt = this.clock.getAsLong();
	}

	@Override
	public synchronized void started(List<CollectionDefinition> found) {
		this.known = true;
		this.collections = found.size();
		found.forEach((each) -> this.definitions.put(each.name(), each));
		this.all = new Speed(this.clock.getAsLong(), found.stream().mapToLong(CollectionDefinition::documents).sum(),
				found.stream().mapToLong(CollectionDefinition::bytes).sum());
	}

	@Override
	public synchronized void opened(String collection) {
		CollectionDefinition definition = this.definitions.get(collection);
		this.open.put(collection, new Speed(this.clock.getAsLong(), (definition != null) ? definition.documents() : 0,
				(definition != null) ? definition.bytes() : 0));
	}

	@Override
	public synchronized void progress(String collection, long moreDocuments, long moreBytes) {
		long now = this.clock.getAsLong();
		this.all.add(now, moreDocuments, moreBytes);
		CollectionDefinition definition = this.definitions.get(collection);
		if (definition != null && definition.isTimeSeries()) {
			this.buckets += moreDocuments;
		}
		Speed part = this.open.get(collection);
		if (part != null) {
			part.add(now, moreDocuments, moreBytes);
		}
	}

	@Override
	public synchronized void finished(CollectionSummary summary) {
		this.finished++;
		this.open.remove(summary.name());
	}

	@Override
	public synchronized void swapping() {
		this.swapping = true;
	}

	@Override
	public void warned(String message) {
		this.warnings.add(message);
		this.session.say("Warning: " + message + ".");
	}

	/**
	 * Return the warnings.
	 */
	List<String> warnings() {
		return List.copyOf(this.warnings);
	}

	void show() {
		this.ticker.show();
	}

	private synchronized List<String> lines() {
		long now = this.clock.getAsLong();
		if (!this.known) {
			return List.of(this.first + ", " + Sizes.about(Duration.ofNanos(now - this.firstAt)));
		}
		List<String> lines = new ArrayList<>();
		String collections = this.finished + " of " + Sizes.count(this.collections, "collection");
		lines.add(this.swapping ? "Swapping the collections, " + collections
				: text(this.all, "", this.buckets, now) + ", " + collections);
		this.open.entrySet()
			.stream()
			.limit((this.open.size() > AT_MOST) ? AT_MOST - 1 : AT_MOST)
			.forEach((entry) -> lines.add("  " + text(entry.getValue(), entry.getKey(), buckets(entry), now)));
		if (this.open.size() > AT_MOST) {
			lines.add("  and " + (this.open.size() - AT_MOST + 1) + " more");
		}
		return lines;
	}

	private long buckets(Map.Entry<String, Speed> collection) {
		CollectionDefinition definition = this.definitions.get(collection.getKey());
		return (definition != null && definition.isTimeSeries()) ? collection.getValue().documents() : 0;
	}

	@Override
	public void close() {
		this.ticker.close();
	}

	/**
	 * Describe the progress, the most important part first, since a narrow terminal
	 * truncates the end.
	 * @param what the name of a collection, or an empty text for all of them
	 * @param buckets the number of documents that are buckets of time series
	 */
	private static String text(Speed speed, String what, long buckets, long now) {
		List<String> parts = new ArrayList<>();
		boolean finishing = speed.isMeasured() && speed.done() >= 1;
		if (speed.isMeasured()) {
			// Nothing is complete before that is reported.
			parts.add(Math.min((long) (speed.done() * 100), 99) + " %");
		}
		double left = speed.secondsLeft(now);
		if (finishing) {
			parts.add("finishing");
		}
		else if (speed.isMeasured() && left >= 0) {
			parts.add(Sizes.about(Duration.ofSeconds(Math.round(left))) + " left");
		}
		if (!what.isEmpty()) {
			parts.add(what);
		}
		parts.add(Sizes.bytes(speed.bytes())
				+ ((speed.allBytes() > speed.bytes()) ? " of " + Sizes.bytes(speed.allBytes()) : ""));
		double rate = speed.bytesPerSecond(now);
		if (rate > 0) {
			parts.add(Sizes.bytes((long) rate) + "/s");
		}
		parts.add(DestructiveAction.counted(speed.documents(), buckets));
		return String.join(", ", parts);
	}

}
