/**
 * The MongoDB that the sample brings along; an application of your own has a server and
 * needs nothing of this.
 */
@NullMarked
package io.monarch.sample.bundled;

import org.jspecify.annotations.NullMarked;
