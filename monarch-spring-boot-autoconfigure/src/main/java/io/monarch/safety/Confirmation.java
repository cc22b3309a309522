package io.monarch.safety;

import org.jspecify.annotations.Nullable;

/**
 * What was answered before it was asked, on the command line.
 *
 * @param yes whether losing what will be lost was confirmed
 * @param environment the name that was given as proof of the environment that is meant,
 * or {@code null}
 */
public record Confirmation(boolean yes, @Nullable String environment) {

}
