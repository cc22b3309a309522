package io.monarch.environment.planted;

/**
 * Breaks the rule about names.
 */
final class DefaultPlanted {

}
