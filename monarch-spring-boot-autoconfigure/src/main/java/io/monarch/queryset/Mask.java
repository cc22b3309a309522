package io.monarch.queryset;

import org.bson.BsonValue;

/**
 * Replaces a value with a meaningless one. The same value always has the same
 * replacement, so that references still match.
 */
@FunctionalInterface
public interface Mask {

	/**
	 * Replace a value.
	 * @param value the value, which is not null
	 * @param key derives numbers from values that cannot be guessed without it
	 * @return the value to write instead
	 */
	BsonValue mask(BsonValue value, MaskKey key);

}
