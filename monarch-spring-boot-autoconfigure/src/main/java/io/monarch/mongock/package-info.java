/**
 * Change units and change logs of Mongock and Mongobee, run unchanged as migrations.
 */
@NullMarked
package io.monarch.mongock;

import org.jspecify.annotations.NullMarked;
