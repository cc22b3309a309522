package io.monarch.backup.archive;

/**
 * The compression of the documents of a backup.
 */
public enum Compression {

	/** Zstandard: fast, and smaller than gzip. */
	ZSTD(".zst"),

	/** Gzip, which {@code mongorestore --gzip} reads. */
	GZIP(".gz"),

	/** No compression. */
	NONE("");

	private final String suffix;

	Compression(String suffix) {
		this.suffix = suffix;
	}

	/**
	 * Return the suffix of the name of a compressed file.
	 * @return the suffix
	 */
	String suffix() {
		return this.suffix;
	}

}
