package io.monarch.shell;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Shows that work is in progress, once it takes longer than a second: with lines that are
 * redrawn at a terminal, and elsewhere with one of them at increasing intervals. It has
 * its own thread, since a server that builds an index does not answer for minutes.
 */
final class Ticker implements AutoCloseable {

	private static final long FIRST_NANOS = Duration.ofSeconds(1).toNanos();

	private static final long TERMINAL_NANOS = Duration.ofMillis(500).toNanos();

	private static final long OTHER_NANOS = Duration.ofSeconds(5).toNanos();

	private static final long SELDOM_NANOS = Duration.ofMinutes(5).toNanos();

	private final Session session;

	private final LongSupplier clock;

	private final Supplier<List<String>> lines;

	private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread daemon = new Thread(task, "monarch-progress");
		daemon.setDaemon(true);
		return daemon;
	});

	private long due;

	private long pause = OTHER_NANOS;

	private boolean closed;

	/**
	 * Create a ticker that does not tick automatically.
	 * @param session the session
	 * @param clock returns nanoseconds
	 * @param lines returns the current lines, or none
	 */
	Ticker(Session session, LongSupplier clock, Supplier<List<String>> lines) {
		this.session = session;
		this.clock = clock;
		this.lines = lines;
		this.due = clock.getAsLong() + FIRST_NANOS;
	}

	/**
	 * Show the current work and its duration.
	 * @param session the session
	 * @param what a description of the work
	 */
	static Ticker of(Session session, String what) {
		long start = System.nanoTime();
		return new Ticker(session, System::nanoTime,
				() -> List.of(what + ", " + Sizes.about(Duration.ofNanos(System.nanoTime() - start))))
			.start();
	}

	/**
	 * Show what the command is waiting for, and for how long, while nothing else is
	 * printed.
	 * @param session the session
	 * @param what a description of the wait
	 */
	static Ticker whereNothingElseIsSaid(Session session, String what) {
		session.output().touch();
		return new Ticker(session, System::nanoTime, () -> {
			Duration silence = session.output().silence();
			return (silence.toNanos() < FIRST_NANOS) ? List.of() : List.of(what + ", " + Sizes.about(silence));
		}).start();
	}

	Ticker start() {
		this.session.add(this);
		var unused = this.thread.scheduleAtFixedRate(this::show, FIRST_NANOS, TERMINAL_NANOS, TimeUnit.NANOSECONDS);
		return this;
	}

	synchronized void show() {
		long now = this.clock.getAsLong();
		if (this.closed || now < this.due || this.session.isQuiet()) {
			return;
		}
		List<String> current = lines();
		if (current.isEmpty() || !this.session.hasRoomFor(this)) {
			return;
		}
		if (this.session.output().canRedraw()) {
			this.due = now + TERMINAL_NANOS;
			this.session.output().redraw(current);
		}
		else {
			// Intervals increase, so that the log of a long run stays short.
			this.due = now + this.pause;
			this.pause = Math.min(2 * this.pause, SELDOM_NANOS);
			this.session.output().progress(current.get(0));
		}
	}

	List<String> lines() {
		return this.lines.get();
	}

	/**
	 * Stop, before anything else is shown.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		this.thread.shutdownNow();
		this.session.remove(this);
		this.session.output().endDrawing();
	}

}
