/**
 * A small application about dogs, their houses and owners.
 */
@NullMarked
package io.monarch.sample;

import org.jspecify.annotations.NullMarked;
