/**
 * Gives integration tests a real MongoDB.
 */
@NullMarked
package io.monarch.testsupport;

import org.jspecify.annotations.NullMarked;
