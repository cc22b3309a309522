package io.monarch.conversion;

/**
 * A source does not end the brackets that it begins, so that it does not compile.
 */
final class MalformedSourceException extends RuntimeException {

	private static final long serialVersionUID = 1;

}
