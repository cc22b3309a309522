package io.monarch.sample;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * The owner of dogs.
 *
 * @param id their id
 * @param name their full name
 * @param firstName their first name, or {@code null} if they have none, or their name is
 * not split yet
 * @param lastName their last name, or {@code null} if their name is not split yet
 * @param email their e-mail address
 * @param balance what they have left
 */
@Document("owners")
record Owner(@Id String id, String name, @Nullable String firstName, @Nullable String lastName, String email,
		@Nullable Integer balance) {

}
