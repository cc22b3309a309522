package io.monarch.migration;

import io.monarch.batch.Batches;

/**
 * A migration that changes many documents of a collection in batches. Each document is
 * changed exactly once, even if the process dies: a batch commits together with its
 * position, and the next run continues there. Implementations are beans annotated with
 * {@link Migration @Migration}.
 *
 * <p>
 * On a server without transactions, the position is written after the batch, so that a
 * document can be changed twice. The migration must then be
 * {@link Migration#restartable() restartable}.
 */
public interface MongoBatchMigration extends MongoMigration {

	/**
	 * Describe the documents and their change. It is called at the beginning of each run,
	 * and must return the same documents if the migration continues.
	 * @return the description
	 */
	Batches batches();

	/**
	 * Not called: Monarch runs the batches.
	 */
	@Override
	default void migrate(MigrationContext context) {
		throw new UnsupportedOperationException("Monarch runs the batches of a batch migration");
	}

}
