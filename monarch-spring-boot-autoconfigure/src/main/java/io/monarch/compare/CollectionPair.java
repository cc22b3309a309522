package io.monarch.compare;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.monarch.compare.CollectionComparison.Unit;
import io.monarch.compare.ComparisonExample.Presence;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionDefinition.Kind;
import io.monarch.transfer.CollectionSummary;
import io.monarch.transfer.DefinitionComparison;
import io.monarch.transfer.PathDifference;
import io.monarch.transfer.PathDifferences;
import io.monarch.transfer.TransferListener;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The collections of one name in both sides, at least one of which exists.
 */
final class CollectionPair {

	/** The maximum number of paths of an example. */
	private static final int PATHS = 20;

	private final String name;

	private final Map<Side, CollectionDefinition> definitions = new EnumMap<>(Side.class);

	CollectionPair(String name, @Nullable CollectionDefinition a, @Nullable CollectionDefinition b) {
		this.name = name;
		if (a != null) {
			this.definitions.put(Side.A, a);
		}
		if (b != null) {
			this.definitions.put(Side.B, b);
		}
	}

	String name() {
		return this.name;
	}

	/**
	 * Return one definition with the size of both, for the progress.
	 */
	CollectionDefinition both() {
		CollectionDefinition any = this.definitions.values().iterator().next();
		return any.withSize(this.definitions.values().stream().mapToLong(CollectionDefinition::documents).sum(),
				this.definitions.values().stream().mapToLong(CollectionDefinition::bytes).sum());
	}

	/**
	 * Compare the definitions and the stored documents.
	 */
	CollectionComparison compare(OpenSides sides, int limit, TransferListener listener) throws InterruptedException {
		listener.opened(this.name);
		LockStep step = new LockStep();
		Tally tally = new Tally(limit);
		try (UnmatchedDocuments unmatched = new UnmatchedDocuments()) {
			List<Workers.Work> readers = new ArrayList<>();
			for (Side side : Side.values()) {
				CollectionDefinition definition = readable(side);
				if (definition == null) {
					step.end(side);
				}
				else {
					readers.add(() -> new CollectionReader(side, definition, step, unmatched, listener)
						.read(sides.get(side).source()));
				}
			}
			Workers.run(readers, Side.values().length);
			unmatched.forEachGroup(tally::add);
		}
		listener.finished(new CollectionSummary(this.name, step.read(Side.A) + step.read(Side.B), 0, 0));
		return new CollectionComparison(this.name, count(Side.A, step), count(Side.B, step), tally.onlyA(),
				tally.onlyB(), tally.different(), definitionDifferences(), tally.examples(),
				isTimeSeries() ? Unit.BUCKETS : Unit.DOCUMENTS);
	}

	private @Nullable Long count(Side side, LockStep step) {
		return (readable(side) != null) ? step.read(side) : null;
	}

	private @Nullable CollectionDefinition readable(Side side) {
		CollectionDefinition definition = this.definitions.get(side);
		return (definition != null && definition.kind() != Kind.VIEW) ? definition : null;
	}

	/**
	 * Tell whether it is a time series in each side that has it.
	 */
	boolean isTimeSeries() {
		return this.definitions.values().stream().allMatch(CollectionDefinition::isTimeSeries);
	}

	private List<PathDifference> definitionDifferences() {
		CollectionDefinition a = this.definitions.get(Side.A);
		CollectionDefinition b = this.definitions.get(Side.B);
		if (a != null && b != null) {
			return DefinitionComparison.between(a, b);
		}
		CollectionDefinition one = Objects.requireNonNull((a != null) ? a : b);
		BsonString kind = new BsonString(one.kindText());
		return List.of((a != null) ? new PathDifference("", PathDifference.Kind.ONLY_A, kind, null)
				: new PathDifference("", PathDifference.Kind.ONLY_B, null, kind));
	}

	/**
	 * Return the comparison with the paths at which the documents of its examples differ.
	 */
	CollectionComparison explain(CollectionComparison comparison, OpenSides sides) throws InterruptedException {
		List<BsonValue> ids = comparison.examples()
			.stream()
			.filter((example) -> example.presence() == Presence.BOTH)
			.map(ComparisonExample::id)
			.toList();
		CollectionDefinition a = readable(Side.A);
		CollectionDefinition b = readable(Side.B);
		if (ids.isEmpty() || a == null || b == null) {
			return comparison;
		}
		Map<Long, BsonDocument> inA = sides.get(Side.A).find(a, ids);
		Map<Long, BsonDocument> inB = sides.get(Side.B).find(b, ids);
		Fingerprints fingerprints = new Fingerprints();
		return comparison.withExamples(comparison.examples().stream().map((example) -> {
			long hash = fingerprints.hash(example.id());
			BsonDocument left = inA.get(hash);
			BsonDocument right = inB.get(hash);
			return (example.presence() == Presence.BOTH && left != null && right != null)
					? example.withPaths(PathDifferences.between(left, right, PATHS)) : example;
		}).toList());
	}

	/**
	 * Return the definition of one side.
	 */
	CollectionDefinition definition(Side side) {
		return Objects.requireNonNull(this.definitions.get(side));
	}

	boolean isInBoth() {
		return this.definitions.size() == Side.values().length;
	}

}
