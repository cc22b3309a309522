/**
 * Histories and locks of other migration tools: recognizing them, reading them, and
 * deciding what each entry says about its migration. Nothing here writes.
 */
@NullMarked
package io.monarch.foreign;

import org.jspecify.annotations.NullMarked;
