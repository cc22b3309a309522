package io.monarch.backup.archive;

/**
 * Says what is wrong with the metadata of one collection, beside which the others can be
 * restored.
 */
final class UnreadableMetadataException extends BadArchiveException {

	UnreadableMetadataException(String message) {
		super(message);
	}

}
