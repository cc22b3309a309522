/**
 * An environment: a named MongoDB database, how to reach it, how it is protected, and the
 * lock that lets one process at a time change it.
 */
@NullMarked
package io.monarch.environment;

import org.jspecify.annotations.NullMarked;
