/**
 * Auto-configuration: turns {@code monarch.*} properties and the application's own
 * MongoDB into environments, and runs migrations when the application is deployed.
 */
@NullMarked
package io.monarch.autoconfigure;

import org.jspecify.annotations.NullMarked;
