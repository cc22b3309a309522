package io.monarch.migration;

/**
 * The origin of a migration that is not a bean.
 *
 * @param source its source
 * @param migration its definition
 * @param rank its position among all migrations of sources
 */
record Supply(MigrationSource source, SuppliedMigration migration, int rank) {

}
