package io.monarch.transfer;

/**
 * The options of a replacement.
 *
 * @param inPlace whether to drop the old data first, for a disk that cannot hold both
 * @param allowEmpty whether a source without data may replace the database
 * @param ignoreFreeSpace whether to replace the database even if the new data does not
 * seem to fit on the disk
 * @param unsharded whether sharded collections may become unsharded
 */
public record ReplacementOptions(boolean inPlace, boolean allowEmpty, boolean ignoreFreeSpace, boolean unsharded) {

	/**
	 * Keeps the old data until the new data is complete, and refuses questionable data.
	 */
	public static final ReplacementOptions DEFAULT = new ReplacementOptions(false, false, false, false);

	/**
	 * Return the same options with another value of {@link #inPlace()}.
	 * @param inPlace whether to drop the old data first
	 * @return the options
	 */
	public ReplacementOptions withInPlace(boolean inPlace) {
		return new ReplacementOptions(inPlace, this.allowEmpty, this.ignoreFreeSpace, this.unsharded);
	}

	/**
	 * Return the same options with another value of {@link #allowEmpty()}.
	 * @param allowEmpty whether a source without data may replace the database
	 * @return the options
	 */
	public ReplacementOptions withAllowEmpty(boolean allowEmpty) {
		return new ReplacementOptions(this.inPlace, allowEmpty, this.ignoreFreeSpace, this.unsharded);
	}

	/**
	 * Return the same options with another value of {@link #ignoreFreeSpace()}.
	 * @param ignoreFreeSpace whether to ignore the free space of the disk
	 * @return the options
	 */
	public ReplacementOptions withIgnoreFreeSpace(boolean ignoreFreeSpace) {
		return new ReplacementOptions(this.inPlace, this.allowEmpty, ignoreFreeSpace, this.unsharded);
	}

	/**
	 * Return the same options with another value of {@link #unsharded()}.
	 * @param unsharded whether collections may become unsharded
	 * @return the options
	 */
	public ReplacementOptions withUnsharded(boolean unsharded) {
		return new ReplacementOptions(this.inPlace, this.allowEmpty, this.ignoreFreeSpace, unsharded);
	}

}
