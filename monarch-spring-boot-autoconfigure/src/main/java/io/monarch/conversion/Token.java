package io.monarch.conversion;

/**
 * The smallest part of a source that means something.
 *
 * @param type what it is
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
	 * What a token is. Comments are no tokens.
	 */
	enum Type {

		WORD, LITERAL, SIGN

	}

}
