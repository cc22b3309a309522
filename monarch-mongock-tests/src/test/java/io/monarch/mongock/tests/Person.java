package io.monarch.mongock.tests;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * An entity of the application.
 *
 * @param id its id
 * @param name a name
 */
@Document("people")
public record Person(@Id String id, String name) {

}
