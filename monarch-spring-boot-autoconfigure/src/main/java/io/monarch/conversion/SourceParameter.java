package io.monarch.conversion;

import java.util.List;

/**
 * A parameter of a method or constructor.
 *
 * @param annotations its annotations
 * @param property whether it is a property as well, in Kotlin
 * @param name its name
 * @param type its type
 */
record SourceParameter(List<SourceAnnotation> annotations, boolean property, String name, String type) {

}
