/**
 * Migrations that are added to the sample's own, to have one of every kind.
 */
package io.monarch.faults.migrations;
