/**
 * The query sets of the sample.
 */
@NullMarked
package io.monarch.sample.querysets;

import org.jspecify.annotations.NullMarked;
