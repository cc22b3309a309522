package io.monarch.safety;

import java.util.List;

import io.monarch.environment.Environment;

/**
 * A change to an environment that has to be approved.
 *
 * @param environment the environment
 * @param action what is about to be done to it, such as {@code "Roll back migration x"}
 * @param losses what will be lost, a line each; empty where nothing is
 * @param proof whether a guarded environment demands proof for it
 */
public record Change(Environment environment, String action, List<String> losses, boolean proof) {

}
