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
import io.monarch.environment.LockHolder;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionSummary;
import io.monarch.transfer.TransferListener;

/**
 * Shows how a copy, a backup or a restore goes on, once it takes longer than a second:
 * lines that are redrawn at a terminal, and lines now and then elsewhere.
 */
final class TransferProgress implements TransferListener, AutoCloseable {

	/** More collections than this at once are shown as one number. */
	private static final int AT_MOST = 4;

	/** When rates are shown at the soonest. */
	private static final double SOONEST_SECONDS = 2;

	private final Session session;

	private final LongSupplier clock;

	private final Part all;

	private final Map<String, Part> open = new TreeMap<>();

	private final Map<String, Long> estimates = new TreeMap<>();

	private final Ticker ticker;

	private final List<String> warnings = new CopyOnWriteArrayList<>();

	private String first;

	private long firstAt;

	private int collections;

	private int finished;

	private boolean known;

	private boolean swapping;

	/**
	 * Begin to show.
	 * @param first what is done before it is known what will be transferred
	 */
	TransferProgress(Session session, String first) {
		this(session, first, System::nanoTime);
		var unused = this.ticker.start();
	}

	/**
	 * For tests, which say what time it is.
	 */
	TransferProgress(Session session, String first, LongSupplier clock) {
		this.session = session;
		this.clock = clock;
		this.first = first;
		this.firstAt = clock.getAsLong();
		this.all = new Part(this.firstAt, 0);
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
	public synchronized void started(List<CollectionDefinition> definitions) {
		this.known = true;
		this.all.start = this.clock.getAsLong();
		this.collections = definitions.size();
		definitions.forEach((each) -> this.estimates.put(each.name(), each.bytes()));
		this.all.estimate = definitions.stream().mapToLong(CollectionDefinition::bytes).sum();
	}

	@Override
	public synchronized void opened(String collection) {
		this.open.put(collection, new Part(this.clock.getAsLong(), this.estimates.getOrDefault(collection, 0L)));
	}

	@Override
	public synchronized void progress(String collection, long moreDocuments, long moreBytes) {
		this.all.add(moreDocuments, moreBytes);
		Part part = this.open.get(collection);
		if (part != null) {
			part.add(moreDocuments, moreBytes);
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
	 * Return what was worth knowing.
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
		lines.add(this.finished + " of " + Sizes.count(this.collections, "collection") + ", " + this.all.text(now)
				+ (this.swapping ? ", putting the new in the place of the old" : ""));
		this.open.entrySet()
			.stream()
			.limit((this.open.size() > AT_MOST) ? AT_MOST - 1 : AT_MOST)
			.forEach((entry) -> lines.add("  " + entry.getKey() + ": " + entry.getValue().text(now)));
		if (this.open.size() > AT_MOST) {
			lines.add("  and " + (this.open.size() - AT_MOST + 1) + " more");
		}
		return lines;
	}

	@Override
	public void close() {
		this.ticker.close();
	}

	/**
	 * One collection, or all of them.
	 */
	private static final class Part {

		private long start;

		private long estimate;

		private long documents;

		private long bytes;

		Part(long start, long estimate) {
			this.start = start;
			this.estimate = estimate;
		}

		void add(long moreDocuments, long moreBytes) {
			this.documents += moreDocuments;
			this.bytes += moreBytes;
		}

		String text(long now) {
			double seconds = (now - this.start) / 1e9;
			StringBuilder text = new StringBuilder();
			text.append(Sizes.count(this.documents, "document")).append(", ").append(Sizes.bytes(this.bytes));
			if (this.estimate > this.bytes) {
				text.append(" of ").append(Sizes.bytes(this.estimate));
			}
			// What was done in less than a second or two tells nothing of the rest.
			double rate = (seconds < SOONEST_SECONDS) ? 0 : this.bytes / seconds;
			if (rate > 0) {
				text.append(", ").append(Sizes.bytes((long) rate)).append("/s");
			}
			if (this.estimate > this.bytes && rate > 0) {
				text.append(", about ")
					.append(Sizes.about(Duration.ofSeconds((long) Math.ceil((this.estimate - this.bytes) / rate))))
					.append(" left");
			}
			else if (this.estimate > 0 && this.bytes >= this.estimate) {
				text.append(", finishing");
			}
			return text.toString();
		}

	}

}
