/**
 * The migrations of the application.
 */
@NullMarked
package io.monarch.sample.migrations;

import org.jspecify.annotations.NullMarked;
