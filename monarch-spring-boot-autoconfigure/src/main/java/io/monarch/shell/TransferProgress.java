package io.monarch.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

	private final Session session;

	private final LongSupplier clock;

	private final Part all;

	private final Map<String, Part> open = new TreeMap<>();

	private final Map<String, Long> estimates = new TreeMap<>();

	private final Ticker ticker;

	private int collections;

	private int finished;

	private boolean known;

	private boolean swapping;

	TransferProgress(Session session) {
		this(session, System::nanoTime);
		var unused = this.ticker.start();
	}

	/**
	 * For tests, which say what time it is.
	 */
	TransferProgress(Session session, LongSupplier clock) {
		this.session = session;
		this.clock = clock;
		this.all = new Part(clock.getAsLong(), 0);
		this.ticker = new Ticker(session, clock, this::lines);
	}

	@Override
	public void waiting(Environment environment, LockHolder holder) {
		this.session.say("Waiting for the lock of '" + environment.name() + "', held by " + holder);
	}

	@Override
	public synchronized void started(List<CollectionDefinition> definitions) {
		this.known = true;
		this.collections = definitions.size();
		definitions.forEach((each) -> this.estimates.put(each.name(), each.bytes()));
		this.all.estimate = definitions.stream().mapToLong(CollectionDefinition::bytes).sum();
	}

	@Override
	public synchronized void progress(String collection, long moreDocuments, long moreBytes) {
		this.all.add(moreDocuments, moreBytes);
		this.open
			.computeIfAbsent(collection,
					(name) -> new Part(this.clock.getAsLong(), this.estimates.getOrDefault(name, 0L)))
			.add(moreDocuments, moreBytes);
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
		this.session.say("Warning: " + message + ".");
	}

	void show() {
		this.ticker.show();
	}

	private synchronized List<String> lines() {
		if (!this.known) {
			return List.of();
		}
		long now = this.clock.getAsLong();
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

		private final long start;

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
			double rate = this.bytes / Math.max((now - this.start) / 1e9, 0.001);
			StringBuilder text = new StringBuilder();
			text.append(Sizes.count(this.documents, "document")).append(", ").append(Sizes.bytes(this.bytes));
			if (this.estimate > this.bytes) {
				text.append(" of ").append(Sizes.bytes(this.estimate));
			}
			text.append(", ").append(Sizes.bytes((long) rate)).append("/s");
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
