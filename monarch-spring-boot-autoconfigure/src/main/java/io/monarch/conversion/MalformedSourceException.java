package io.monarch.conversion;

/**
 * Thrown for a source with unbalanced brackets, which does not compile.
 */
final class MalformedSourceException extends RuntimeException {

	private static final long serialVersionUID = 1;

}
