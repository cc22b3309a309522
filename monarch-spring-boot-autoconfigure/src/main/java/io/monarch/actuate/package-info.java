/**
 * Actuator support: the endpoint, health and metrics.
 */
@NullMarked
package io.monarch.actuate;

import org.jspecify.annotations.NullMarked;
