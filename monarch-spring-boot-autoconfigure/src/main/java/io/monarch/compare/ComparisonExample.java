package io.monarch.compare;

import java.util.List;

import io.monarch.transfer.PathDifference;
import org.bson.BsonValue;

/**
 * A document that differs.
 *
 * @param id its {@code _id}; that of the first side if they have different types
 * @param presence the sides that have it
 * @param paths the differences, if both sides have it and it could be read again
 */
public record ComparisonExample(BsonValue id, Presence presence, List<PathDifference> paths) {

	/**
	 * Copy the list.
	 */
	public ComparisonExample {
		paths = List.copyOf(paths);
	}

	ComparisonExample withPaths(List<PathDifference> differences) {
		return new ComparisonExample(this.id, this.presence, differences);
	}

	/**
	 * The sides that have a document.
	 */
	public enum Presence {

		/** Only the first side. */
		ONLY_A,

		/** Only the second side. */
		ONLY_B,

		/** Both sides, with different contents. */
		BOTH

	}

}
