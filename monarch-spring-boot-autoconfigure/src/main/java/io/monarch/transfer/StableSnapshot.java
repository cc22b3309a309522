package io.monarch.transfer;

import java.util.List;

import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot, and the definitions of the collections at that time. Definitions and
 * indexes are not part of a snapshot, so they have to be the same before and after it.
 *
 * @param snapshot the snapshot
 * @param collections the definitions
 */
record StableSnapshot(Snapshot snapshot, List<CollectionDefinition> collections) {

	private static final int ATTEMPTS = 10;

	/**
	 * Take a snapshot, and retry if definitions change in the meantime. After
	 * {@value #ATTEMPTS} attempts, the definitions are those after the last one.
	 */
	static StableSnapshot take(Environment environment) {
		MongoDatabase database = environment.mongoDatabase();
		List<CollectionDefinition> before = Catalogue.read(database);
		for (int i = 0;; i++) {
			Snapshot snapshot = Snapshot.take(environment, some(before));
			List<CollectionDefinition> after = Catalogue.read(database);
			if (shapes(before).equals(shapes(after)) || i == ATTEMPTS) {
				return new StableSnapshot(snapshot, after);
			}
			before = after;
		}
	}

	/**
	 * Return the name of a collection that snapshots include, or {@code null} if all are
	 * capped or views.
	 */
	private static @Nullable String some(List<CollectionDefinition> collections) {
		return collections.stream()
			.filter((each) -> each.kind() != Kind.VIEW && !each.isCapped())
			.map(CollectionDefinition::storedName)
			.findFirst()
			.orElse(null);
	}

	private static List<List<Object>> shapes(List<CollectionDefinition> collections) {
		return collections.stream()
			.map((each) -> List.<Object>of(each.name(), each.kind(), each.options(), each.indexes(), each.uuid()))
			.sorted((left, right) -> left.get(0).toString().compareTo(right.get(0).toString()))
			.toList();
	}

}
