package io.monarch.testsupport;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;

/**
 * Counts the writes of the run, each of which is two points: before it is sent, and after
 * its answer has come.
 */
public final class FailPoint implements CommandListener {

	private static final Set<String> WRITES = Set.of("insert", "update", "findAndModify", "commitTransaction", "create",
			"collMod", "createIndexes", "renameCollection", "drop", "delete");

	private final AtomicInteger points = new AtomicInteger();

	private final String action;

	private final int at;

	private final Runnable work;

	/**
	 * Create a fail point.
	 * @param action what to do at the point: {@code none}, {@code kill}, {@code hold} or
	 * {@code count}
	 * @param at the number of the point
	 */
	public FailPoint(String action, int at) {
		this.action = action;
		this.at = at;
		this.work = switch (action) {
			case "kill" -> FailPoint::kill;
			case "hold" -> () -> pause(1500);
			default -> () -> {
			};
		};
	}

	/**
	 * Create a fail point that does something to others.
	 * @param at the number of the point
	 * @param work what to do there
	 */
	public FailPoint(int at, Runnable work) {
		this.action = "";
		this.at = at;
		this.work = work;
	}

	/**
	 * Return how many points there were.
	 * @return the number of the last point
	 */
	public int points() {
		return this.points.get();
	}

	@Override
	public void commandStarted(CommandStartedEvent event) {
		reached("before", event.getCommandName());
	}

	@Override
	public void commandSucceeded(CommandSucceededEvent event) {
		reached("after", event.getCommandName());
	}

	private void reached(String phase, String command) {
		if (WRITES.contains(command) && !Thread.currentThread().getName().startsWith("monarch-lock")) {
			reached(phase + " " + command);
		}
	}

	/**
	 * Note that a point was reached.
	 * @param what what it is
	 */
	public void reached(String what) {
		int point = this.points.incrementAndGet();
		if (this.action.equals("count") || (point == this.at && !this.action.isEmpty())) {
			System.out.println("POINT " + point + " " + what);
		}
		if (point == this.at) {
			this.work.run();
		}
	}

	private static void kill() {
		try {
			new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid())).start();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		pause(60_000);
	}

	private static void pause(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
