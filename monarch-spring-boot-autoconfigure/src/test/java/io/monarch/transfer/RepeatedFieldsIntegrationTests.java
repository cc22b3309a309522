package io.monarch.transfer;

import java.util.Map;

import io.monarch.environment.MonarchException;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.io.BasicOutputBuffer;
import org.bson.json.JsonReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for definitions that have one field twice.
 */
@RealMongo
class RepeatedFieldsIntegrationTests {

	static final String VALIDATOR = "{create: 'odd', validator: {$or: [{age: {$gt: 1}, age: {$lt: 9}}]}}";

	private static final String VIEW = "{create: 'odd', viewOn: 'dogs', pipeline: [{$match: {age: 1, age: 2}}]}";

	private static final String INDEX = """
			{createIndexes: 'odd', indexes: [{key: {a: 1}, name: 'a', partialFilterExpression:
				{age: {$gt: 1}, age: {$lt: 9}}}]}""";

	@ParameterizedTest
	@ValueSource(strings = { VALIDATOR, VIEW, INDEX })
	void copyWhenADefinitionHasAFieldTwiceIsRefusedAndChangesNothing(String command, TestDatabase source) {
		source.collection("dogs").insertOne(new Document("_id", 1));
		source.database().runCommand(raw(command));
		try (TestDatabase target = TestDatabase.create()) {
			target.collection("old").insertOne(new Document("_id", 1));
			Map<String, String> before = Picture.of(target.database());
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> Copies.copy(source.environment(), target.environment()))
				.withMessageContaining("'odd'")
				.withMessageContaining("age' twice")
				.satisfies((ex) -> assertThat(ex.action()).contains("$and"));
			assertThat(Picture.of(target.database())).isEqualTo(before);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { VALIDATOR, VIEW, INDEX })
	void copyWhenTheTargetHasADefinitionWithAFieldTwiceReplacesIt(String command, TestDatabase source) {
		source.collection("dogs").insertOne(new Document("_id", 1));
		try (TestDatabase target = TestDatabase.create()) {
			target.collection("dogs").insertOne(new Document("_id", 2));
			target.database().runCommand(raw(command));
			Copies.copy(source.environment(), target.environment());
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	static RawBsonDocument raw(String json) {
		BasicOutputBuffer output = new BasicOutputBuffer();
		try (BsonBinaryWriter writer = new BsonBinaryWriter(output)) {
			writer.pipe(new JsonReader(json));
		}
		return new RawBsonDocument(output.toByteArray());
	}

}
