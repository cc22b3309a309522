package io.monarch.conversion;

/**
 * The smallest meaningful part of a source.
 *
 * @param type its type
 * @param text its characters
 * @param start where it begins
 */
record Token(Type type, String text, int start) {

	int end() {
		return this.start + this.text.length();
	}

	boolean is(String expected) {
		return this.type != Type.LITERAL && this.text.equals(expected);
	}

	boolean isWord() {
		return this.type == Type.WORD;
	}

	/**
	 * The type of a token. Comments are not tokens.
	 */
	enum Type {

		WORD, LITERAL, SIGN

	}

}
