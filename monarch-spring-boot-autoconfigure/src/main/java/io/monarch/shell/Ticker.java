package io.monarch.shell;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Shows that something goes on, once it takes longer than a second: lines that are
 * redrawn at a terminal, and one of them now and then elsewhere, ever more seldom. It has
 * a thread of its own, since a server that builds an index says nothing for minutes.
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
	 * Create a ticker that does not tick by itself.
	 * @param session who is shown something
	 * @param clock gives nanoseconds
	 * @param lines what to show now, or nothing
	 */
	Ticker(Session session, LongSupplier clock, Supplier<List<String>> lines) {
		this.session = session;
		this.clock = clock;
		this.lines = lines;
		this.due = clock.getAsLong() + FIRST_NANOS;
	}

	/**
	 * Say what is being done, and how long that takes already.
	 * @param session who is told
	 * @param what what is being done
	 */
	static Ticker of(Session session, String what) {
		long start = System.nanoTime();
		return new Ticker(session, System::nanoTime,
				() -> List.of(what + ", " + Sizes.about(Duration.ofNanos(System.nanoTime() - start))))
			.start();
	}

	/**
	 * Show what is waited for, and for how long, while nothing else is printed.
	 * @param session where it is shown
	 * @param what what is waited for
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
			// A log of a night is read in the morning: it has fewer and fewer lines.
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
