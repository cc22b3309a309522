package io.monarch.environment.planted;

import io.monarch.migration.MigrationResult;

/**
 * Breaks the table of packages, and closes a cycle; and its package is not null-marked.
 */
record ImportingMigration(MigrationResult result) {

}
