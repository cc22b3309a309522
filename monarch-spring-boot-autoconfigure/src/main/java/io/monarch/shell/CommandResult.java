package io.monarch.shell;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The result of a command, which is printed once, as JSON or as text. A command that
 * fails can have a result too, which is printed first.
 */
final class CommandResult {

	private final @Nullable Object json;

	private final Consumer<Session> text;

	private final @Nullable RuntimeException failure;

	private CommandResult(@Nullable Object json, Consumer<Session> text, @Nullable RuntimeException failure) {
		this.json = json;
		this.text = text;
		this.failure = failure;
	}

	/**
	 * Create a result.
	 * @param json the value that is written as JSON
	 * @param text prints it for users
	 */
	static CommandResult of(Object json, Consumer<Session> text) {
		return new CommandResult(json, text, null);
	}

	/**
	 * Create a result of one line.
	 * @param json the value that is written as JSON
	 * @param line the line for users
	 */
	static CommandResult ofLine(Object json, String line) {
		return of(json, (session) -> session.output().result(line));
	}

	/**
	 * Create a result that has no form in JSON.
	 */
	static CommandResult ofPage(String page) {
		return new CommandResult(null, (session) -> session.output().page(page), null);
	}

	/**
	 * Return this result for a command that failed.
	 * @param why the failure, or {@code null} if it did not fail
	 */
	CommandResult failing(@Nullable RuntimeException why) {
		return new CommandResult(this.json, this.text, why);
	}

	/**
	 * Return this result, whose JSON is an object, with one more value.
	 */
	CommandResult with(String name, Object value) {
		Map<String, @Nullable Object> more = new LinkedHashMap<>();
		if (this.json instanceof Map<?, ?> object) {
			object.forEach((key, each) -> more.put(String.valueOf(key), each));
		}
		more.put(name, value);
		return new CommandResult(more, this.text, this.failure);
	}

	/**
	 * Return why the command failed, or {@code null} if it did not fail.
	 */
	@Nullable RuntimeException failure() {
		return this.failure;
	}

	/**
	 * Print the result, and throw the failure of the command, if there is one.
	 */
	void print(boolean asJson, Session session) {
		if (asJson && this.json != null) {
			session.output().json(this.json);
		}
		else if (!asJson) {
			this.text.accept(session);
		}
		if (this.failure != null) {
			throw this.failure;
		}
	}

}
