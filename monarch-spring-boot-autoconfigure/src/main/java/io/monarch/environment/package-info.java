/**
 * Environments: named MongoDB databases with their connection and protection.
 */
@NullMarked
package io.monarch.environment;

import org.jspecify.annotations.NullMarked;
