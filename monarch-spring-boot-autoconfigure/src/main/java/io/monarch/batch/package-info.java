/**
 * Changes many documents of a collection in batches: the loop, its positions, and what it
 * does if it is stopped.
 */
@NullMarked
package io.monarch.batch;

import org.jspecify.annotations.NullMarked;
