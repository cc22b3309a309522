/**
 * Query sets: what of a database is copied or backed up, and what of it is masked.
 */
@NullMarked
package io.monarch.queryset;

import org.jspecify.annotations.NullMarked;
