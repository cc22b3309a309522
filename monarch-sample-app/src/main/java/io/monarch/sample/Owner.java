package io.monarch.sample;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * The owner of dogs.
 *
 * @param id their id
 * @param name their name
 * @param email their e-mail address
 * @param balance what they have left
 */
@Document("owners")
record Owner(@Id String id, String name, String email, @Nullable Integer balance) {

}
