package io.monarch.transfer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The loop of every copy, backup and restore: each of several threads reads a batch of a
 * part and writes it, until all parts of all collections are done. Nothing is queued, so
 * memory holds at most one batch for each thread.
 */
public final class Transfer {

	private static final int THREADS = 4;

	/**
	 * A server writes the documents of a capped collection one after the other, so
	 * thousands in one statement would take seconds without visible progress.
	 */
	private static final int CAPPED_DOCUMENTS = 250;

	private final CollectionSource source;

	private final CollectionSink sink;

	private final TransferListener listener;

	private final Iterator<CollectionDefinition> unopened;

	private final Deque<Task> ready = new ArrayDeque<>();

	private final List<Thread> threads = new ArrayList<>();

	private final List<CollectionSummary> summaries = new ArrayList<>();

	private int open;

	private @Nullable Throwable failure;

	private Transfer(CollectionSource source, CollectionSink sink, TransferListener listener)
			throws InterruptedException {
		this.source = source;
		this.sink = sink;
		this.listener = listener;
		List<CollectionDefinition> collections = source.collections();
		listener.started(source.expected());
		this.unopened = collections.iterator();
	}

	/**
	 * Transfer all collections, without making them visible yet.
	 * @param source the source
	 * @param sink the sink
	 * @param listener notified of the progress
	 * @return the summaries, in the order of the names
	 * @throws InterruptedException if the thread was interrupted; everything has then
	 * stopped
	 */
	public static List<CollectionSummary> run(CollectionSource source, CollectionSink sink, TransferListener listener)
			throws InterruptedException {
		return new Transfer(source, sink, listener).run();
	}

	private List<CollectionSummary> run() throws InterruptedException {
		for (int i = 0; i < THREADS; i++) {
			Thread thread = new Thread(this::work, "monarch-transfer-" + i);
			thread.setDaemon(true);
			this.threads.add(thread);
		}
		this.threads.forEach(Thread::start);
		awaitThreads();
		throwFailure();
		this.source.requireUnchanged();
		this.summaries.sort(Comparator.comparing(CollectionSummary::name));
		return List.copyOf(this.summaries);
	}

	/**
	 * Wait for all threads, even if this one is interrupted: none may write after this
	 * returns.
	 */
	private void awaitThreads() throws InterruptedException {
		InterruptedException interrupted = null;
		for (Thread thread : this.threads) {
			while (thread.isAlive()) {
				try {
					thread.join();
				}
				catch (InterruptedException ex) {
					interrupted = ex;
					fail(ex);
				}
			}
		}
		if (interrupted != null) {
			throw interrupted;
		}
	}

	private void work() {
		try {
			for (Task task = take(); task != null; task = take()) {
				task.run();
			}
		}
		catch (Throwable ex) {
			fail(ex);
		}
	}

	/**
	 * Return the next task, or {@code null} if there is none. Parts come before new
	 * collections, so that few collections are open at once.
	 */
	private synchronized @Nullable Task take() throws InterruptedException {
		while (this.failure == null) {
			if (!this.ready.isEmpty()) {
				return this.ready.poll();
			}
			if (this.unopened.hasNext() && (this.open == 0 || this.sink.isConcurrent())) {
				CollectionDefinition next = this.unopened.next();
				this.open++;
				return () -> open(next);
			}
			if (this.open == 0) {
				return null;
			}
			wait();
		}
		return null;
	}

	private void open(CollectionDefinition collection) throws InterruptedException {
		this.listener.opened(collection.name());
		CollectionWriter writer = this.sink.open(collection);
		List<CollectionSource.Part> parts = this.source.parts(collection, this.sink.partBytes());
		if (parts.isEmpty()) {
			finish(writer);
			return;
		}
		AtomicInteger left = new AtomicInteger(parts.size());
		synchronized (this) {
			for (CollectionSource.Part part : parts) {
				this.ready.add(() -> {
					read(collection, part, writer.part());
					if (left.decrementAndGet() == 0) {
						finish(writer);
					}
				});
			}
			notifyAll();
		}
	}

	private void read(CollectionDefinition collection, CollectionSource.Part part, PartWriter writer)
			throws InterruptedException {
		int most = collection.isCapped() ? CAPPED_DOCUMENTS : Integer.MAX_VALUE;
		part.read((batch) -> {
			for (DocumentBatch each : batch.divide(most)) {
				if (hasFailed()) {
					throw new InterruptedException();
				}
				writer.write(each);
				this.listener.progress(collection.name(), each.documents().size(), each.bytes());
			}
		});
		writer.end();
	}

	private void finish(CollectionWriter writer) throws InterruptedException {
		CollectionSummary summary = writer.finish();
		this.listener.finished(summary);
		this.source.finished(summary);
		synchronized (this) {
			this.summaries.add(summary);
			this.open--;
			notifyAll();
		}
	}

	private synchronized boolean hasFailed() {
		return this.failure != null;
	}

	/**
	 * Keep the first failure, since later ones are consequences of stopping the other
	 * threads.
	 */
	private synchronized void fail(Throwable ex) {
		if (this.failure == null) {
			this.failure = ex;
			this.threads.forEach(Thread::interrupt);
		}
	}

	private synchronized void throwFailure() {
		if (this.failure instanceof RuntimeException ex) {
			throw ex;
		}
		if (this.failure instanceof Error ex) {
			throw ex;
		}
		if (this.failure != null) {
			throw new MonarchException(Kind.FAILED, "The transfer stopped: " + this.failure, "Run it again.",
					this.failure);
		}
	}

	/**
	 * A step of a thread.
	 */
	@FunctionalInterface
	private interface Task {

		void run() throws InterruptedException;

	}

}
