package io.monarch.batch;

import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A range of {@code _id}, and how far it is done.
 *
 * @param number its number
 * @param from the first {@code _id}, or {@code null} for the very first
 * @param to the {@code _id} before which it ends, or {@code null} for the very last
 * @param position the last {@code _id} that is done, or {@code null} if none is
 * @param done the number of documents that are done
 * @param ended whether all of it is done
 */
record KeyRange(int number, @Nullable BsonValue from, @Nullable BsonValue to, @Nullable BsonValue position, long done,
		boolean ended) {

	KeyRange advance(BsonValue newPosition, long documents) {
		return new KeyRange(this.number, this.from, this.to, newPosition, this.done + documents, false);
	}

}
