/**
 * What of the sample's data can be taken in part.
 */
@NullMarked
package io.monarch.sample.querysets;

import org.jspecify.annotations.NullMarked;
