package io.monarch.compare;

/**
 * One of the two sides.
 */
enum Side {

	/** The first side. */
	A,

	/** The second side. */
	B;

	Side other() {
		return (this == A) ? B : A;
	}

	/**
	 * Return the change of a balance by a document of this side.
	 */
	int sign() {
		return (this == A) ? 1 : -1;
	}

}
