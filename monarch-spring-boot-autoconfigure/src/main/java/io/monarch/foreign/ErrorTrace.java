package io.monarch.foreign;

import java.util.regex.Pattern;

import io.monarch.environment.ControlCharacters;
import io.monarch.environment.FailureText;
import io.monarch.environment.Secrets;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.json.JsonParseException;
import org.jspecify.annotations.Nullable;

/**
 * The error that another tool recorded: its first line, without secrets. Tools write it
 * as text or as JSON.
 */
final class ErrorTrace {

	private static final int LONGEST = 500;

	/** A named secret, as in JSON and YAML. */
	private static final Pattern NAMED = Pattern.compile(
			"([\\w.-]*(?:password|passwd|passphrase|secret|token|api-?key)[\"']?\\s*:\\s*)(?:\"[^\"]*\"|'[^']*'|[^\\s,;)}\\]]+)",
			Pattern.CASE_INSENSITIVE);

	private ErrorTrace() {
	}

	/**
	 * Return the first line.
	 * @param trace the recorded error, or {@code null}
	 * @return the line, or {@code null} if nothing was recorded
	 */
	static @Nullable String firstLine(@Nullable String trace) {
		if (trace == null || trace.isBlank()) {
			return null;
		}
		// Hidden before it is split: a secret can hold line breaks.
		String hidden = NAMED.matcher(Secrets.hide(FailureText.wellFormed(message(trace.strip())))).replaceAll("$1***");
		String line = FailureText.firstLine(hidden);
		return line.isEmpty() ? null : ControlCharacters.escape(FailureText.shorten(line, LONGEST));
	}

	private static String message(String trace) {
		if (!trace.startsWith("{") && !trace.startsWith("\"") && !trace.startsWith("[")) {
			return trace;
		}
		try {
			BsonValue value = BsonDocument.parse("{\"value\": " + trace + "}").get("value");
			return (value != null) ? text(value, trace) : trace;
		}
		catch (JsonParseException ex) {
			return trace;
		}
	}

	private static String text(BsonValue value, String otherwise) {
		if (value.isString()) {
			return value.asString().getValue();
		}
		if (value.isArray() && !value.asArray().isEmpty()) {
			return text(value.asArray().get(0), otherwise);
		}
		if (value.isDocument()) {
			for (String field : new String[] { "message", "detailMessage", "errorMessage", "error", "execution-error",
					"rollback-error" }) {
				String message = Fields.text(value.asDocument(), field);
				if (message != null) {
					String type = Fields.text(value.asDocument(), "class");
					return (type != null) ? type + ": " + message : message;
				}
			}
		}
		return otherwise;
	}

}
