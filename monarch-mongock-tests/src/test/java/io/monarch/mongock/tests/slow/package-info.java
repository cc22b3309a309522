/**
 * A change unit that takes long.
 */
package io.monarch.mongock.tests.slow;
