/**
 * What is shown to those who operate an application: the endpoint, its health and its
 * metrics.
 */
@NullMarked
package io.monarch.actuate;

import org.jspecify.annotations.NullMarked;
