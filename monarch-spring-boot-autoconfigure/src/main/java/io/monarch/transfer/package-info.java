/**
 * Transfers of collections: one loop from a source to a sink, the source and sinks for
 * MongoDB, and the swap that replaces a database only when the new one is complete.
 */
@NullMarked
package io.monarch.transfer;

import org.jspecify.annotations.NullMarked;
