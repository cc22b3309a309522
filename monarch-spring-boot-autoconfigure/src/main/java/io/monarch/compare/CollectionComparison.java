package io.monarch.compare;

import java.util.List;

import io.monarch.transfer.PathDifference;
import org.jspecify.annotations.Nullable;

/**
 * The comparison of one collection or view.
 *
 * @param name its name
 * @param documentsA the number of documents in the first side, or {@code null} if that
 * has no collection of the name, or a view
 * @param documentsB the number of documents in the second side, or {@code null}
 * @param onlyA the number of documents whose {@code _id} only the first side has
 * @param onlyB the number of documents whose {@code _id} only the second side has
 * @param different the number of documents with the same {@code _id} that differ
 * @param definitions the differences of the definitions
 * @param examples some of the documents that differ
 * @param unit the unit that is counted: documents, or buckets or measurements of a time
 * series
 */
public record CollectionComparison(String name, @Nullable Long documentsA, @Nullable Long documentsB, long onlyA,
		long onlyB, long different, List<PathDifference> definitions, List<ComparisonExample> examples, Unit unit) {

	/**
	 * Copy the lists.
	 */
	public CollectionComparison {
		definitions = List.copyOf(definitions);
		examples = List.copyOf(examples);
	}

	/**
	 * Tell whether there are no differences.
	 * @return whether the documents and the definitions are equal
	 */
	public boolean isEqual() {
		return this.onlyA == 0 && this.onlyB == 0 && this.different == 0 && this.definitions.isEmpty();
	}

	CollectionComparison withExamples(List<ComparisonExample> others) {
		return new CollectionComparison(this.name, this.documentsA, this.documentsB, this.onlyA, this.onlyB,
				this.different, this.definitions, others, this.unit);
	}

	/**
	 * The units that are counted.
	 */
	public enum Unit {

		/** The documents of a collection. */
		DOCUMENTS,

		/** The stored buckets of a time series. */
		BUCKETS,

		/** The measurements of a time series. */
		MEASUREMENTS

	}

}
