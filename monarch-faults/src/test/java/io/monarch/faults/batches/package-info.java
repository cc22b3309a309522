/**
 * Batch migrations of both forms, in the foreground or in the background. Rounds with
 * batch migrations have these and the sample's own.
 */
package io.monarch.faults.batches;
