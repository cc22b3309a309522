/**
 * An environment: a named MongoDB database, how to reach it, and how it is protected.
 */
@NullMarked
package io.monarch.environment;

import org.jspecify.annotations.NullMarked;
