/**
 * Runs random databases through every way that Monarch can move a database, and compares
 * what arrives with what was there.
 */
@NullMarked
package io.monarch.differential;

import org.jspecify.annotations.NullMarked;
