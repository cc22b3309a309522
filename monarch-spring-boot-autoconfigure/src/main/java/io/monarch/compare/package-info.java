/**
 * Comparison of two databases, each of which is an environment or a backup.
 */
@NullMarked
package io.monarch.compare;

import org.jspecify.annotations.NullMarked;
