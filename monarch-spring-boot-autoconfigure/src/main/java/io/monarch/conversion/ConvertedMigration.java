package io.monarch.conversion;

import java.util.List;

/**
 * The source of a migration that was a change unit.
 *
 * @param id its id
 * @param formerly the id of the change unit, as far as it is known
 * @param className the name of its class
 * @param text its source
 * @param todos the parts that could not be converted, a sentence each
 */
public record ConvertedMigration(String id, String formerly, String className, String text, List<String> todos) {

}
