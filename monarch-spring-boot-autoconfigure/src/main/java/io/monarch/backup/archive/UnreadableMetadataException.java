package io.monarch.backup.archive;

/**
 * Thrown for unreadable metadata of one collection. Others can be restored.
 */
final class UnreadableMetadataException extends BadArchiveException {

	UnreadableMetadataException(String message) {
		super(message);
	}

}
