package io.monarch.shell;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

import io.monarch.queryset.QuerySetConversation;
import io.monarch.safety.Questions;
import org.jspecify.annotations.Nullable;

import org.springframework.shell.core.InputReader;

/**
 * The session in which a command runs, with its output and its questions.
 */
final class Session implements Questions, QuerySetConversation {

	private final Output output;

	private final @Nullable InputReader reader;

	/** The most recent one first. */
	private final Deque<Ticker> tickers = new ConcurrentLinkedDeque<>();

	private volatile boolean asking;

	private volatile boolean quiet;

	/**
	 * Create a session.
	 * @param output the output of commands
	 * @param reader reads answers, or {@code null} if no question can be asked
	 */
	Session(Output output, @Nullable InputReader reader) {
		this.output = output;
		this.reader = reader;
	}

	Output output() {
		return this.output;
	}

	@Override
	public boolean canAsk() {
		return this.reader != null;
	}

	@Override
	public void say(String line) {
		this.output.notice(line);
	}

	/**
	 * Print a line that --quiet suppresses.
	 */
	void inform(String line) {
		if (!this.quiet) {
			say(line);
		}
	}

	/**
	 * Set whether the next command prints only results, questions, warnings and errors.
	 */
	void setQuiet(boolean quiet) {
		this.quiet = quiet;
	}

	boolean isQuiet() {
		return this.quiet;
	}

	@Override
	public String ask(String question) {
		if (this.reader == null) {
			throw new IllegalStateException("No question can be asked without a terminal");
		}
		this.output.endDrawing();
		this.asking = true;
		try {
			String answer = this.reader.readInput(Output.visible(question));
			return (answer != null) ? answer.strip() : "";
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException("The answer could not be read", ex);
		}
		finally {
			this.output.touch();
			this.asking = false;
		}
	}

	/**
	 * Tell whether a question waits for its answer.
	 */
	boolean isAsking() {
		return this.asking;
	}

	void add(Ticker ticker) {
		this.tickers.addFirst(ticker);
	}

	void remove(Ticker ticker) {
		this.tickers.remove(ticker);
	}

	/**
	 * Tell whether a ticker may show something: no question is open, and no ticker that
	 * began later has something to show.
	 */
	boolean hasRoomFor(Ticker ticker) {
		if (this.asking || this.output.pager().isShowing()) {
			return false;
		}
		for (Ticker other : this.tickers) {
			if (other == ticker) {
				return true;
			}
			if (!other.lines().isEmpty()) {
				return false;
			}
		}
		return true;
	}

}
