package io.monarch.conversion;

/**
 * A bean that is injected into a method of a change unit, and into the constructor of a
 * migration.
 *
 * @param annotations its annotations, each followed by a space
 * @param type its type
 * @param name the name of the field
 */
record Bean(String annotations, String type, String name) {

}
