package io.monarch.backup.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A few buffers, and threads that compress them. A faster reader waits for a buffer,
 * which limits the memory of a backup.
 */
final class ChunkPool implements AutoCloseable {

	private static final int BUFFERS = 7;

	/** Returning a buffer needs no memory, so it cannot fail due to a lack of memory. */
	private final BlockingQueue<ChunkBuffer> free = new ArrayBlockingQueue<>(BUFFERS);

	private final List<ChunkBuffer> all = new ArrayList<>();

	private final ExecutorService executor;

	private int working;

	private @Nullable Throwable failure;

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
	 * Take a buffer, waiting until one is free.
	 */
	ChunkBuffer take() throws InterruptedException {
		throwFailure();
		ChunkBuffer buffer = this.free.take();
		throwFailure(); // it may still contain a chunk that was not written
		return buffer;
	}

	/**
	 * Compress a buffer, pass it on and free it.
	 */
	void compress(ChunkBuffer buffer, Consumer<ChunkBuffer> next) {
		synchronized (this) {
			this.working++;
		}
		try {
			this.executor.execute(() -> work(buffer, next));
		}
		catch (RuntimeException | Error ex) {
			fail(ex);
			done();
			throw ex;
		}
	}

	/**
	 * Keep any failure, including errors such as a lack of memory: an unwritten chunk
	 * must not count as written, and no thread may wait for it forever.
	 */
	private void work(ChunkBuffer buffer, Consumer<ChunkBuffer> next) {
		try {
			buffer.compress();
			next.accept(buffer);
			buffer.clear();
		}
		catch (Throwable ex) {
			fail(ex);
		}
		finally {
			this.free.add(buffer);
			done();
		}
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

	private synchronized void fail(Throwable ex) {
		if (this.failure == null) {
			this.failure = ex;
		}
	}

	private synchronized void throwFailure() {
		if (this.failure instanceof OutOfMemoryError) {
			throw new MonarchException(Kind.FAILED,
					"This process does not have enough memory to compress a backup: " + this.failure.getMessage() + ".",
					"The backup was not created. Give the process more, such as java -Xmx512m, and run it " + "again.",
					this.failure);
		}
		if (this.failure instanceof Error ex) {
			throw ex;
		}
		if (this.failure instanceof RuntimeException ex) {
			throw ex;
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
