package io.monarch.backup.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A few buffers, and threads that compress what is in them. Whoever reads faster than
 * that waits for a buffer, so that a backup needs no more memory than these.
 */
final class ChunkPool implements AutoCloseable {

	private static final int BUFFERS = 7;

	private final BlockingQueue<ChunkBuffer> free = new LinkedBlockingQueue<>();

	private final List<ChunkBuffer> all = new ArrayList<>();

	private final ExecutorService executor;

	private int working;

	private @Nullable RuntimeException failure;

	ChunkPool(Compression compression) {
		for (int i = 0; i < BUFFERS; i++) {
			this.all.add(new ChunkBuffer(compression));
		}
		this.free.addAll(this.all);
		this.executor = Executors.newFixedThreadPool(Math.max(2, Runtime.getRuntime().availableProcessors()),
				(task) -> {
					Thread thread = new Thread(task, "monarch-compress");
					thread.setDaemon(true);
					return thread;
				});
	}

	/**
	 * Take a buffer, when one is free.
	 */
	ChunkBuffer take() throws InterruptedException {
		throwFailure();
		return this.free.take();
	}

	/**
	 * Compress what is in a buffer, hand it on and free the buffer.
	 */
	void compress(ChunkBuffer buffer, Consumer<ChunkBuffer> next) {
		synchronized (this) {
			this.working++;
		}
		this.executor.execute(() -> {
			try {
				buffer.compress();
				next.accept(buffer);
			}
			catch (RuntimeException ex) {
				fail(ex);
			}
			finally {
				buffer.clear();
				this.free.add(buffer);
				done();
			}
		});
	}

	/**
	 * Wait until nothing is left to compress.
	 */
	synchronized void await() throws InterruptedException {
		while (this.working > 0) {
			wait();
		}
		throwFailure();
	}

	private synchronized void done() {
		this.working--;
		notifyAll();
	}

	private synchronized void fail(RuntimeException ex) {
		if (this.failure == null) {
			this.failure = ex;
		}
	}

	private synchronized void throwFailure() {
		if (this.failure != null) {
			throw this.failure;
		}
	}

	@Override
	public void close() {
		this.executor.shutdown();
		boolean interrupted = false;
		while (!this.executor.isTerminated()) {
			try {
				boolean unused = this.executor.awaitTermination(1, TimeUnit.MINUTES);
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		this.all.forEach(ChunkBuffer::close);
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
