package io.monarch.transfer;

import java.util.List;

import com.mongodb.MongoException;
import io.monarch.environment.MonarchException;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that {@link CollectionNames} says what a real MongoDB says.
 */
@RealMongo
class CollectionNamesIntegrationTests {

	@ParameterizedTest
	@ValueSource(strings = { "", ".hidden", "..", "x$y", "x$", "$cmd", "oplog.$main", "a.system.b", "x.system.js",
			"system.", "system.foo", "system.indexes", "system.namespaces", "x.", "x..y", "x/../../y", " ", "x\ny",
			"system", "System.x", "a.system", "systems.x", "monarch_staging_x", "\ud83d\udc31", "\ufffd", "\"", "*" })
	void problemIsWhatTheServerRefuses(String name, TestDatabase database) {
		boolean created = true;
		try {
			database.database().runCommand(new Document("create", name));
		}
		catch (MongoException | IllegalArgumentException ex) {
			created = false;
		}
		assertThat(CollectionNames.problem(name) == null).isEqualTo(created);
	}

	@ParameterizedTest
	@ValueSource(strings = { ".hidden", "x$y", "a.system.b" })
	void requireWhenTheNameIsImpossibleRefusesBeforeAnythingChanges(String name, TestDatabase database) {
		CollectionDefinition collection = new CollectionDefinition(name, CollectionDefinition.Kind.COLLECTION,
				new BsonDocument(), List.of(), "", 0, 0);
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> CollectionNames.require(database.environment(), collection))
			.withMessageContaining(name)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(MonarchException.Kind.BAD_INPUT));
		CollectionDefinition possible = new CollectionDefinition("x", CollectionDefinition.Kind.COLLECTION,
				new BsonDocument(), List.of(), "", 0, 0);
		CollectionNames.require(database.environment(), possible);
	}

}
