package io.monarch.batch;

/**
 * Thrown when the change of one document fails. All batches before it are committed.
 */
public final class FailedDocumentException extends Exception {

	private static final long serialVersionUID = 1L;

	FailedDocumentException(String message, Throwable cause) {
		super(message, cause);
	}

}
