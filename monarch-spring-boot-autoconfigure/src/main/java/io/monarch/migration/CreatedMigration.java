package io.monarch.migration;

import java.util.Set;

/**
 * A migration that a {@link MigrationSource} created for a run.
 *
 * @param migration the migration
 * @param beans the names of the beans that were injected: some are tied to the
 * application's own database
 */
public record CreatedMigration(MongoMigration migration, Set<String> beans) {

}
