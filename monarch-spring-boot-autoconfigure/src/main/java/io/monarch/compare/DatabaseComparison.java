package io.monarch.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.monarch.compare.CollectionComparison.Unit;
import io.monarch.environment.Environment;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.transfer.EnvironmentCopier;
import io.monarch.transfer.TransferListener;

/**
 * Compares two databases: documents, and the definitions of collections, views and
 * indexes. Nothing is written to either of them. Memory is bounded, whatever their size
 * and the order of their documents.
 */
public final class DatabaseComparison {

	/** The number of collections that are compared at once. */
	private static final int CONCURRENT = 2;

	/**
	 * Compare two databases. Each is read at one point in time, if its server supports
	 * that.
	 * @param a the first side
	 * @param b the second side
	 * @param options the options
	 * @param listener notified of the progress
	 * @return the result
	 * @throws MonarchException if a side cannot be read, both are the same database, an
	 * option names an unknown collection, or the thread is interrupted
	 */
	public ComparisonResult compare(ComparedDatabase a, ComparedDatabase b, ComparisonOptions options,
			TransferListener listener) {
		requireDifferent(a, b);
		RecordedWarnings recorded = new RecordedWarnings(listener);
		try (OpenSide first = a.open(options, recorded); OpenSide second = b.open(options, recorded)) {
			OpenSides sides = new OpenSides(first, second);
			sides.requireKnown(options);
			List<CollectionComparison> compared = new ArrayList<>(compare(sides, options.limit(), recorded));
			compared.sort(Comparator.comparing(CollectionComparison::name));
			return new ComparisonResult(a.name(), b.name(), sides.areConsistent(), compared, recorded.warnings());
		}
		catch (InterruptedException ex) {
			throw Interruption.cancelled("Nothing was changed.", ex);
		}
	}

	/**
	 * Require that two sides are not the same database or the same backup.
	 * @param a the first side
	 * @param b the second side
	 * @throws MonarchException if they are the same
	 */
	public void requireDifferent(ComparedDatabase a, ComparedDatabase b) {
		Environment first = a.environment();
		Environment second = b.environment();
		boolean same = (first != null && second != null) ? EnvironmentCopier.isSameDatabase(first, second)
				: first == null && second == null && a.name().equals(b.name());
		if (same) {
			throw new MonarchException(Kind.BAD_INPUT,
					(first != null)
							? "Environments " + a.description() + " and " + b.description() + " are the same database."
							: "Both sides are " + a.description() + ".",
					"Name two different sides.");
		}
	}

	private static List<CollectionComparison> compare(OpenSides sides, int limit, RecordedWarnings listener)
			throws InterruptedException {
		List<CollectionPair> pairs = sides.pairs();
		listener.started(pairs.stream().map(CollectionPair::both).toList());
		Map<CollectionPair, CollectionComparison> compared = new ConcurrentHashMap<>();
		Workers.run(pairs
			.stream().<Workers
					.Work>map((pair) -> () -> compared.put(pair, pair.compare(sides, limit, listener)))
			.toList(), sides.areConcurrent() ? CONCURRENT : 1);
		List<CollectionComparison> explained = new ArrayList<>();
		for (CollectionPair pair : pairs) {
			explained.add(explain(pair, Objects.requireNonNull(compared.get(pair)), sides, limit, listener));
		}
		for (Side side : Side.values()) {
			sides.get(side).source().requireUnchanged();
		}
		return explained;
	}

	private static CollectionComparison explain(CollectionPair pair, CollectionComparison compared, OpenSides sides,
			int limit, RecordedWarnings listener) throws InterruptedException {
		boolean differ = compared.onlyA() + compared.onlyB() + compared.different() > 0;
		if (!differ || !pair.isTimeSeries() || !pair.isInBoth()) {
			return pair.explain(compared, sides);
		}
		CollectionComparison measured = new MeasurementComparison(pair, sides, limit).compare(compared);
		if (measured.unit() == Unit.BUCKETS) {
			listener.warned("Time series '" + pair.name() + "' of a backup is compared by its buckets, which can "
					+ "differ although their measurements are equal");
			return pair.explain(measured, sides);
		}
		return measured;
	}

}
