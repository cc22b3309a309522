/**
 * What stands between a command and the data: showing what would be lost, asking, and the
 * approval that every overwrite demands.
 */
@NullMarked
package io.monarch.safety;

import org.jspecify.annotations.NullMarked;
