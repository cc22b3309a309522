package io.monarch.migration;

/**
 * Where a migration comes from that is no bean.
 *
 * @param source its source
 * @param migration what the source tells of it
 * @param rank its place among all that sources supply
 */
record Supply(MigrationSource source, SuppliedMigration migration, int rank) {

}
