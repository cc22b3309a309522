package io.monarch.shell;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.monarch.environment.Environment;
import io.monarch.environment.LockHolder;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionSummary;
import io.monarch.transfer.TransferListener;

/**
 * Shows how a copy, a backup or a restore goes on: one line that is redrawn at a
 * terminal, and a line now and then elsewhere.
 */
final class TransferProgress implements TransferListener {

	private static final long TERMINAL_NANOS = Duration.ofMillis(200).toNanos();

	private static final long OTHER_NANOS = Duration.ofSeconds(5).toNanos();

	private final Session session;

	private final long start = System.nanoTime();

	private final AtomicLong documents = new AtomicLong();

	private final AtomicLong bytes = new AtomicLong();

	private final Map<String, Long> open = new ConcurrentHashMap<>();

	private volatile long totalBytes;

	private volatile int collections;

	private int finished;

	private long shownAt = System.nanoTime();

	TransferProgress(Session session) {
		this.session = session;
	}

	@Override
	public void waiting(Environment environment, LockHolder holder) {
		this.session.say("Waiting for the lock of '" + environment.name() + "', held by " + holder);
	}

	@Override
	public void started(List<CollectionDefinition> all) {
		this.collections = all.size();
		this.totalBytes = all.stream().mapToLong(CollectionDefinition::bytes).sum();
	}

	@Override
	public void progress(String collection, long moreDocuments, long moreBytes) {
		this.documents.addAndGet(moreDocuments);
		this.bytes.addAndGet(moreBytes);
		this.open.merge(collection, moreDocuments, Long::sum);
		show();
	}

	@Override
	public synchronized void finished(CollectionSummary summary) {
		this.finished++;
		this.open.remove(summary.name());
	}

	private synchronized void show() {
		long now = System.nanoTime();
		if (now - this.shownAt < (this.session.canAsk() ? TERMINAL_NANOS : OTHER_NANOS)) {
			return;
		}
		this.shownAt = now;
		double seconds = (now - this.start) / 1e9;
		double rate = this.bytes.get() / seconds;
		StringBuilder line = new StringBuilder();
		line.append(this.finished).append(" of ").append(Sizes.count(this.collections, "collection"));
		line.append(", ").append(Sizes.count(this.documents.get(), "document"));
		line.append(", ").append(Sizes.bytes(this.bytes.get()));
		line.append(", ").append(Sizes.bytes((long) rate)).append("/s");
		if (this.totalBytes > 0 && rate > 0) {
			long left = (long) (Math.max(this.totalBytes - this.bytes.get(), 0) / rate);
			line.append(", about ").append(Sizes.duration(Duration.ofSeconds(left))).append(" left");
		}
		this.open.keySet()
			.stream()
			.sorted()
			.findFirst()
			.ifPresent((name) -> line.append(" (").append(name).append(')'));
		if (this.session.canAsk()) {
			this.session.output().redraw(line.toString());
		}
		else {
			this.session.say(line.toString());
		}
	}

	@Override
	public void warned(String message) {
		this.session.say("Warning: " + message + ".");
	}

}
