/**
 * Measures Monarch side by side with what nobody can beat on the same machine.
 */
@NullMarked
package io.monarch.benchmark;

import org.jspecify.annotations.NullMarked;
