package io.monarch.conversion;

/**
 * A bean that a method of a change unit is given, and the constructor of a migration.
 *
 * @param annotations its annotations, each with a space behind it
 * @param type its type
 * @param name the name of the field
 */
record Bean(String annotations, String type, String name) {

}
