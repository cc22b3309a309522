package io.monarch.backup.archive;

/**
 * Thrown for a damaged backup. The message is the end of a sentence that begins with its
 * name.
 */
class BadArchiveException extends RuntimeException {

	BadArchiveException(String message) {
		super(message);
	}

}
