/**
 * The bundled MongoDB of the sample. Your own application has a server and does not need
 * this.
 */
@NullMarked
package io.monarch.sample.bundled;

import org.jspecify.annotations.NullMarked;
