/**
 * Turns the source of change units of Mongock into the source of migrations.
 */
@NullMarked
package io.monarch.conversion;

import org.jspecify.annotations.NullMarked;
