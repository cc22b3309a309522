/**
 * The lock that lets one process at a time change an environment, and what is renewed and
 * watched while it is held.
 */
@NullMarked
package io.monarch.lock;

import org.jspecify.annotations.NullMarked;
