package io.monarch.autoconfigure.dogs;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A document of an application that a test starts.
 *
 * @param name its name
 */
@Document("dogs")
public record Dog(@Id String name) {

}
