/**
 * Migrations: plain Java beans that run once and in order, under a lock, with a history.
 */
@NullMarked
package io.monarch.migration;

import org.jspecify.annotations.NullMarked;
