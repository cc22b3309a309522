package io.monarch.conversion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Reads the tokens of a source one after the other.
 */
final class TokenReader {

	private static final Map<String, String> CLOSING = Map.of("(", ")", "{", "}", "[", "]");

	private final List<Token> tokens;

	private int at;

	TokenReader(List<Token> tokens, int at) {
		this.tokens = tokens;
		this.at = at;
	}

	int index() {
		return this.at;
	}

	void moveTo(int index) {
		this.at = index;
	}

	boolean hasNext() {
		return this.at < this.tokens.size();
	}

	Token peek() {
		return peek(0);
	}

	/**
	 * Return a token further ahead; after the last one, an empty token.
	 */
	Token peek(int ahead) {
		int index = this.at + ahead;
		return (index >= 0 && index < this.tokens.size()) ? this.tokens.get(index) : new Token(Token.Type.SIGN, "",
				this.tokens.isEmpty() ? 0 : this.tokens.get(this.tokens.size() - 1).end());
	}

	Token next() {
		Token token = peek();
		this.at++;
		return token;
	}

	boolean nextIf(String text) {
		if (peek().is(text)) {
			this.at++;
			return true;
		}
		return false;
	}

	/**
	 * Return the index of the bracket that closes the one at an index.
	 */
	int closing(int open) {
		List<String> expected = new ArrayList<>();
		for (int i = open; i < this.tokens.size(); i++) {
			Token token = this.tokens.get(i);
			if (token.type() != Token.Type.SIGN) {
				continue;
			}
			String closing = CLOSING.get(token.text());
			if (closing != null) {
				expected.add(closing);
			}
			else if (CLOSING.containsValue(token.text())) {
				if (expected.isEmpty() || !expected.remove(expected.size() - 1).equals(token.text())) {
					throw new MalformedSourceException();
				}
				if (expected.isEmpty()) {
					return i;
				}
			}
		}
		throw new MalformedSourceException();
	}

	/**
	 * Continue after the bracket that closes the next one.
	 */
	void skipBrackets() {
		this.at = closing(this.at) + 1;
	}

	/**
	 * Continue with the first matching token outside of brackets, or at the end.
	 */
	void skipTo(Predicate<Token> wanted) {
		while (hasNext() && !wanted.test(peek())) {
			if (CLOSING.containsKey(peek().text()) && peek().type() == Token.Type.SIGN) {
				skipBrackets();
			}
			else {
				this.at++;
			}
		}
	}

	List<Token> between(int from, int to) {
		return this.tokens.subList(from, to);
	}

}
