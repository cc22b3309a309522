package io.monarch.batch;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What an operator sets for all batch migrations, whatever they say themselves.
 *
 * @param share the share of the time in which they work, or {@code null} for their own
 * @param maximumLag how long a majority may take to acknowledge a batch before they wait,
 * or {@code null} for their own
 */
public record BatchSettings(@Nullable Double share, @Nullable Duration maximumLag) {

	/** Settings that leave everything to the migrations. */
	public static final BatchSettings NONE = new BatchSettings(null, null);

	/**
	 * Apply the settings to what a migration describes.
	 * @param batches the description
	 * @return the description with these settings
	 */
	public Batches applyTo(Batches batches) {
		Batches shared = (this.share != null) ? batches.share(this.share) : batches;
		return (this.maximumLag != null) ? shared.maxLag(this.maximumLag) : shared;
	}

}
