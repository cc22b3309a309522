package io.monarch.safety;

import org.jspecify.annotations.Nullable;

/**
 * The answers that were given on the command line in advance.
 *
 * @param yes whether the loss was confirmed
 * @param environment the name that was given as proof that the environment is meant, or
 * {@code null}
 */
public record Confirmation(boolean yes, @Nullable String environment) {

}
