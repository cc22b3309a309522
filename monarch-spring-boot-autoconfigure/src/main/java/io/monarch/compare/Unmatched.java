package io.monarch.compare;

import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A document that one side has more often than the other.
 *
 * @param id its {@code _id}, or {@code null} if it is too large to be kept
 * @param balance the number of times that the first side has it more; negative for the
 * second side
 * @param position the order in which it was read
 */
record Unmatched(@Nullable BsonValue id, int balance, long position) {

	Unmatched plus(Unmatched other) {
		return new Unmatched((this.id != null) ? this.id : other.id, this.balance + other.balance,
				Math.min(this.position, other.position));
	}

}
