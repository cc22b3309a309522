package io.monarch.autoconfigure.hounds;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A document with an index.
 *
 * @param id its id
 * @param tag the indexed field
 */
@Document("dogs")
public record Hound(@Id String id, @Indexed(unique = true) String tag) {

}
