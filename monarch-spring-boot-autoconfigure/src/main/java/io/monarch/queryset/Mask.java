package io.monarch.queryset;

import org.bson.BsonValue;

/**
 * Replaces a value so that it tells nothing, but the same value always by the same one,
 * so that references still match.
 */
@FunctionalInterface
public interface Mask {

	/**
	 * Replace a value.
	 * @param value the value, which is not null
	 * @param key makes numbers from values that cannot be found out without it
	 * @return the value to write instead
	 */
	BsonValue mask(BsonValue value, MaskKey key);

}
