package io.monarch.backup.archive;

/**
 * Says what is wrong with a backup, as the end of a sentence that begins with its name.
 */
class BadArchiveException extends RuntimeException {

	BadArchiveException(String message) {
		super(message);
	}

}
