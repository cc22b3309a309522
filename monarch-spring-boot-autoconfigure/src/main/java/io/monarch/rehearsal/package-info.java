/**
 * Rehearsals: running pending migrations on a copy of a database, and proving what they
 * declare.
 */
@NullMarked
package io.monarch.rehearsal;

import org.jspecify.annotations.NullMarked;
