/**
 * The safeguards between a command and the data: the data that would be lost, the
 * confirmation, and the approval that every replacement requires.
 */
@NullMarked
package io.monarch.safety;

import org.jspecify.annotations.NullMarked;
