/**
 * Histories and locks of other migration tools: recognizing them, reading them, and
 * deciding the verdict of each entry. Nothing here writes.
 */
@NullMarked
package io.monarch.foreign;

import org.jspecify.annotations.NullMarked;
