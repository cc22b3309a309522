package io.monarch.backup.archive;

import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.json.JsonParseException;

/**
 * Parses plain JSON. The driver's parser interprets an object with a field such as
 * {@code $oid} as a value, and fails if it is not one.
 */
final class JsonText {

	/** A server nests 180 levels deep at most, and JSON has a few more for some types. */
	private static final String TOO_DEEP = "nested too deeply";

	private static final int DEPTH = 400;

	private final String text;

	private int position;

	private JsonText(String text) {
		this.text = text;
	}

	/**
	 * Parse an object.
	 * @throws JsonParseException if the text is anything else
	 */
	static BsonDocument parse(String text) {
		JsonText json = new JsonText(text);
		BsonValue value = json.value(1);
		json.skipSpace();
		if (json.position < text.length() || !value.isDocument()) {
			throw json.malformed();
		}
		return value.asDocument();
	}

	/**
	 * Tell whether a failure is that of {@link #requireShallow}.
	 */
	static boolean isTooDeep(RuntimeException failure) {
		return TOO_DEEP.equals(failure.getMessage());
	}

	/**
	 * Require that JSON of any dialect is not nested so deeply that parsing it would
	 * overflow the stack.
	 * @throws JsonParseException if it is
	 */
	static String requireShallow(String text) {
		int depth = 0;
		boolean quoted = false;
		for (int i = 0; i < text.length(); i++) {
			switch (text.charAt(i)) {
				case '"' -> quoted = !quoted;
				case '\\' -> i += quoted ? 1 : 0;
				case '{', '[', '(' -> depth += quoted ? 0 : 1;
				case '}', ']', ')' -> depth -= quoted ? 0 : 1;
				default -> {
				}
			}
			if (depth > DEPTH) {
				throw new JsonParseException(TOO_DEEP);
			}
		}
		return text;
	}

	private BsonValue value(int depth) {
		if (depth > DEPTH) {
			throw new JsonParseException(TOO_DEEP);
		}
		skipSpace();
		return switch (peek()) {
			case '{' -> object(depth);
			case '[' -> array(depth);
			case '"' -> new BsonString(string());
			case 't' -> word("true", BsonBoolean.TRUE);
			case 'f' -> word("false", BsonBoolean.FALSE);
			case 'n' -> word("null", BsonNull.VALUE);
			// The oldest versions wrote what JSON does not have.
			case 'u' -> word("undefined", new BsonUndefined());
			case 'N' -> word("NaN", new BsonDouble(Double.NaN));
			case 'I' -> word("Infinity", new BsonDouble(Double.POSITIVE_INFINITY));
			default -> number();
		};
	}

	private BsonDocument object(int depth) {
		BsonDocument document = new BsonDocument();
		this.position++;
		skipSpace();
		if (accept('}')) {
			return document;
		}
		do {
			skipSpace();
			String name = string();
			skipSpace();
			require(':');
			if (document.put(name, value(depth + 1)) != null) {
				throw new JsonParseException("the field '" + name + "' is there twice");
			}
			skipSpace();
		}
		while (accept(','));
		require('}');
		return document;
	}

	private BsonArray array(int depth) {
		BsonArray array = new BsonArray();
		this.position++;
		skipSpace();
		if (accept(']')) {
			return array;
		}
		do {
			array.add(value(depth + 1));
			skipSpace();
		}
		while (accept(','));
		require(']');
		return array;
	}

	private String string() {
		require('"');
		StringBuilder string = new StringBuilder();
		while (true) {
			char next = next();
			if (next == '"') {
				return string.toString();
			}
			string.append((next == '\\') ? escaped() : next);
		}
	}

	private char escaped() {
		char next = next();
		return switch (next) {
			case '"', '\\', '/' -> next;
			case 'b' -> '\b';
			case 'f' -> '\f';
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'u' -> {
				int end = this.position + 4;
				if (end > this.text.length()) {
					throw malformed();
				}
				String digits = this.text.substring(this.position, end);
				this.position = end;
				if (!digits.matches("[0-9A-Fa-f]{4}")) {
					throw malformed();
				}
				yield (char) Integer.parseInt(digits, 16);
			}
			default -> throw malformed();
		};
	}

	private BsonValue number() {
		int start = this.position;
		while (this.position < this.text.length() && "+-0123456789.eE".indexOf(peek()) >= 0) {
			this.position++;
		}
		String number = this.text.substring(start, this.position);
		if (number.equals("-") && this.position < this.text.length() && peek() == 'I') {
			return word("Infinity", new BsonDouble(Double.NEGATIVE_INFINITY));
		}
		try {
			if (!number.matches("-?[0-9]+")) {
				return new BsonDouble(Double.parseDouble(number));
			}
			long value = Long.parseLong(number);
			return (value == (int) value) ? new BsonInt32((int) value) : new BsonInt64(value);
		}
		catch (NumberFormatException ex) {
			throw malformed();
		}
	}

	private BsonValue word(String word, BsonValue value) {
		if (!this.text.startsWith(word, this.position)) {
			throw malformed();
		}
		this.position += word.length();
		return value;
	}

	private void skipSpace() {
		while (this.position < this.text.length() && " \t\r\n".indexOf(this.text.charAt(this.position)) >= 0) {
			this.position++;
		}
	}

	private boolean accept(char expected) {
		if (peek() != expected) {
			return false;
		}
		this.position++;
		return true;
	}

	private void require(char expected) {
		if (!accept(expected)) {
			throw malformed();
		}
	}

	private char next() {
		char next = peek();
		this.position++;
		return next;
	}

	private char peek() {
		if (this.position >= this.text.length()) {
			throw malformed();
		}
		return this.text.charAt(this.position);
	}

	private JsonParseException malformed() {
		return new JsonParseException("malformed at character " + this.position);
	}

}
