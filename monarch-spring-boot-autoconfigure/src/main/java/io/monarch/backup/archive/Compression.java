package io.monarch.backup.archive;

/**
 * How the documents of a backup are compressed.
 */
public enum Compression {

	/** Zstandard: fast, and smaller than gzip. */
	ZSTD(".zst"),

	/** Gzip, which {@code mongorestore --gzip} reads. */
	GZIP(".gz"),

	/** Not at all. */
	NONE("");

	private final String suffix;

	Compression(String suffix) {
		this.suffix = suffix;
	}

	/**
	 * Return what is added to the name of a compressed file.
	 * @return the suffix
	 */
	String suffix() {
		return this.suffix;
	}

}
