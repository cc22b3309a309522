/**
 * Moves collections: one loop from a source to a sink, with the MongoDB ends of it, and
 * the swap that replaces a database only when the new one is complete.
 */
@NullMarked
package io.monarch.transfer;

import org.jspecify.annotations.NullMarked;
