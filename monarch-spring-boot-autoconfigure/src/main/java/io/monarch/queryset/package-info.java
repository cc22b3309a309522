/**
 * Query sets: selections and masks for copies and backups.
 */
@NullMarked
package io.monarch.queryset;

import org.jspecify.annotations.NullMarked;
