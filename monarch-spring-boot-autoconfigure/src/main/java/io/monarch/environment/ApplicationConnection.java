package io.monarch.environment;

import java.util.function.Consumer;

import com.mongodb.client.MongoClient;

/**
 * The application's own connection to its database.
 *
 * @param client the application's client
 * @param database the name of the application's database
 * @param patient whether to wait for the application's server as long as the application
 * would, and not for seconds only
 * @param check checks the application's own environment on its first use, and throws if
 * it must not be used
 */
public record ApplicationConnection(MongoClient client, String database, boolean patient, Consumer<Environment> check) {

}
