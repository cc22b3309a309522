package io.monarch.migration;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.core.mapping.MongoMappingContext;

/**
 * Suspends the creation of indexes of entities by new templates. Several environments can
 * be migrated at once, and share the entities.
 */
final class AutomaticIndexCreation {

	private AutomaticIndexCreation() {
	}

	/**
	 * Do work without it.
	 * @param entities the entities, or {@code null} if there is nothing to suspend
	 */
	static <T extends @Nullable Object> T suspended(@Nullable MongoMappingContext entities, Supplier<T> work) {
		if (entities == null) {
			return work.get();
		}
		synchronized (entities) {
			if (!entities.isAutoIndexCreation()) {
				return work.get();
			}
			entities.setAutoIndexCreation(false);
			try {
				return work.get();
			}
			finally {
				entities.setAutoIndexCreation(true);
			}
		}
	}

}
