/**
 * The lock that lets one process at a time change an environment, with its lease,
 * heartbeat and watchdog.
 */
@NullMarked
package io.monarch.lock;

import org.jspecify.annotations.NullMarked;
