package io.monarch.conversion;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a source of Java or Kotlin into tokens. Code in <code>${}</code> within a string
 * of Kotlin is split into tokens too.
 */
final class Lexer {

	private final String text;

	private final boolean kotlin;

	private final List<Token> tokens = new ArrayList<>();

	private int at;

	private Lexer(String text, boolean kotlin) {
		this.text = text;
		this.kotlin = kotlin;
	}

	static List<Token> tokens(String text, boolean kotlin) {
		Lexer lexer = new Lexer(text, kotlin);
		lexer.code(false);
		return List.copyOf(lexer.tokens);
	}

	/**
	 * Read code.
	 * @param inString whether it ends with the brace that closes a part of a string
	 */
	private void code(boolean inString) {
		int depth = 0;
		while (this.at < this.text.length()) {
			char next = this.text.charAt(this.at);
			if (Character.isWhitespace(next)) {
				this.at++;
			}
			else if (begins("//")) {
				this.at = indexOrEnd("\n", this.at);
			}
			else if (begins("/*")) {
				comment();
			}
			else if (begins("\"\"\"")) {
				string("\"\"\"", !this.kotlin);
			}
			else if (next == '"') {
				string("\"", true);
			}
			else if (next == '\'') {
				character();
			}
			else if (next == '`') {
				add(Token.Type.WORD, indexOrEnd("`", this.at + 1) + 1);
			}
			else if (Character.isJavaIdentifierStart(next) || Character.isHighSurrogate(next)) {
				word();
			}
			else if (Character.isDigit(next)) {
				number();
			}
			else {
				sign();
				depth += (next == '{') ? 1 : (next == '}') ? -1 : 0;
				if (inString && depth < 0) {
					return;
				}
			}
		}
	}

	private void comment() {
		int depth = 0;
		do {
			if (begins("/*") && (this.kotlin || depth == 0)) {
				depth++;
				this.at += 2;
			}
			else if (begins("*/")) {
				depth--;
				this.at += 2;
			}
			else {
				this.at++;
			}
		}
		while (depth > 0 && this.at < this.text.length());
	}

	/**
	 * Read a string, whose pieces are literals.
	 */
	private void string(String quote, boolean escapes) {
		int start = this.at;
		this.at += quote.length();
		while (this.at < this.text.length() && !begins(quote)) {
			if (escapes && this.text.charAt(this.at) == '\\') {
				this.at += 2;
			}
			else if (this.kotlin && begins("$") && this.at + 1 < this.text.length() && isTemplate()) {
				this.at++;
				literal(start);
				template();
				start = this.at;
			}
			else {
				this.at++;
			}
		}
		this.at = Math.min(this.at + quote.length(), this.text.length());
		// A raw string may end with more quotes than it takes.
		while (quote.length() > 1 && !escapes && begins("\"")) {
			this.at++;
		}
		literal(start);
	}

	private boolean isTemplate() {
		char next = this.text.charAt(this.at + 1);
		return next == '{' || Character.isJavaIdentifierStart(next);
	}

	private void template() {
		if (begins("{")) {
			sign();
			code(true);
		}
		else {
			word();
		}
	}

	private void character() {
		int start = this.at++;
		while (this.at < this.text.length() && this.text.charAt(this.at) != '\'' && this.text.charAt(this.at) != '\n') {
			this.at += (this.text.charAt(this.at) == '\\') ? 2 : 1;
		}
		this.at = Math.min(this.at + 1, this.text.length());
		literal(start);
	}

	private void word() {
		int end = this.at;
		while (end < this.text.length() && (Character.isJavaIdentifierPart(this.text.charAt(end))
				|| Character.isSurrogate(this.text.charAt(end)))) {
			end++;
		}
		add(Token.Type.WORD, end);
	}

	private void number() {
		int end = this.at;
		while (end < this.text.length() && (Character.isLetterOrDigit(this.text.charAt(end))
				|| this.text.charAt(end) == '_' || isPointOfNumber(end))) {
			end++;
		}
		add(Token.Type.LITERAL, end);
	}

	private boolean isPointOfNumber(int index) {
		return this.text.charAt(index) == '.' && index + 1 < this.text.length()
				&& Character.isDigit(this.text.charAt(index + 1));
	}

	private void sign() {
		for (String sign : List.of("::", "->", "?.")) {
			if (begins(sign)) {
				add(Token.Type.SIGN, this.at + sign.length());
				return;
			}
		}
		add(Token.Type.SIGN, this.at + 1);
	}

	private void literal(int start) {
		int end = Math.min(this.at, this.text.length());
		this.at = start;
		add(Token.Type.LITERAL, end);
	}

	private void add(Token.Type type, int end) {
		int limit = Math.min(end, this.text.length());
		if (limit > this.at) {
			this.tokens.add(new Token(type, this.text.substring(this.at, limit), this.at));
		}
		this.at = limit;
	}

	private boolean begins(String what) {
		return this.text.startsWith(what, this.at);
	}

	private int indexOrEnd(String what, int from) {
		int index = this.text.indexOf(what, from);
		return (index >= 0) ? index : this.text.length();
	}

}
