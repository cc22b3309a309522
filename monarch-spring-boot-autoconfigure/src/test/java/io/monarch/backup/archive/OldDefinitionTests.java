package io.monarch.backup.archive;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.monarch.transfer.CollectionDefinition;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link OldDefinition} and {@link OldIndexes}.
 */
class OldDefinitionTests {

	private final List<String> notices = new ArrayList<>();

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{create: 'old', capped: true, size: 1000}                        | {capped: true, size: 1000}
					{capped: 1, size: 4096.0, max: 10.0}                             | {capped: true, size: NumberLong(4096), max: NumberLong(10)}
					{capped: false, size: 1000, max: 5}                              | {}
					{capped: 0, size: 1000}                                          | {}
					{size: 1000}                                                     | {}
					{temp: true, autoIndexId: false, flags: 1, usePowerOf2Sizes: true} | {}
					{storageEngine: {mmapv1: {}}}                                    | {}
					{storageEngine: {wiredTiger: {configString: ''}}}                | {storageEngine: {wiredTiger: {configString: ''}}}
					{indexOptionDefaults: {storageEngine: {mmapv1: {}}}}             | {}
					{anything: 1, validator: {a: 1}}                                 | {validator: {a: 1}}
					""")
	void optionsAreWhatServersAccept(String old, String expected) {
		assertThat(options("", old)).isEqualTo(BsonDocument.parse(expected));
	}

	@Test
	void optionsWhenOfACurrentVersionAreLeftToTheServer() {
		assertThat(options("0123456789abcdef0123456789abcdef", "{future: 1}"))
			.isEqualTo(BsonDocument.parse("{future: 1}"));
		assertThat(this.notices).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{a: true}          | {a: 1}
			{a: ''}            | {a: 1}
			{a: 0}             | {a: 1}
			{a: 0.0}           | {a: 1}
			{a: -1e-12}        | {a: -1}
			{a: NumberDecimal('0')} | {a: 1}
			{a: NumberLong(0)} | {a: 1}
			{a: null}          | {a: 1}
			{a: {}, b: -1}     | {a: 1, b: -1}
			{a: NaN}           | {a: 1}
			{a: -1.5}          | {a: -1.5}
			{a: 2.5}           | {a: 2.5}
			{a: 'hashed'}      | {a: 'hashed'}
			""")
	void keyIsThatOfMongorestore(String old, String expected) {
		assertThat(indexes("{v: 1, key: " + old + ", name: 'n', ns: 'x.y'}"))
			.containsExactly(BsonDocument.parse("{v: 1, key: " + expected + ", name: 'n'}"));
		assertThat(this.notices.isEmpty()).isEqualTo(old.equals(expected));
	}

	@Test
	void optionsOfIndexesWhenUnknownAreLeftOut() {
		assertThat(indexes("{v: 0, key: {a: 1}, name: 'n', safe: true, w: 1, dropDups: true, background: true}",
				"{v: 1.0, key: {b: 'text'}, name: 't', textIndexVersion: 1, storageEngine: {mmapv1: {}}}",
				"{v: 1, key: {_id: 1}, name: '_id_', unique: true, safe: true}"))
			.containsExactly(BsonDocument.parse("{key: {a: 1}, name: 'n', background: true}"),
					BsonDocument.parse("{v: 1.0, key: {b: 'text'}, name: 't', textIndexVersion: 1}"),
					BsonDocument.parse("{v: 1, key: {_id: 1}, name: '_id_'}"));
		assertThat(this.notices).anySatisfy((notice) -> assertThat(notice).contains("'safe'"))
			.anySatisfy((notice) -> assertThat(notice).contains("version 0"));
	}

	@Test
	void namesWhenMissingOrTakenAreThoseOfDrivers() {
		assertThat(indexes("{key: {_id: true}}", "{key: {a: 1, b: -1.0}}", "{key: {a: 1}, name: ''}",
				"{key: {b: 'text'}, name: 7}", "{key: {c: 1}, name: 'a_1'}"))
			.extracting((index) -> index.getString("name").getValue())
			.containsExactly("_id_", "a_1_b_-1", "a_1", "b_text", "c_1");
	}

	@Test
	void indexesWhenTheirKeysBecomeTheSameAreBuiltOnce() {
		assertThat(indexes("{key: {a: 1}, name: 'first'}", "{key: {a: true}, name: 'second'}",
				"{key: {a: 1.0}, name: 'third'}", "{key: {a: 1}, name: 'de', collation: {locale: 'de'}}"))
			.extracting((index) -> index.getString("name").getValue())
			.containsExactly("first", "de");
		assertThat(this.notices).anySatisfy((notice) -> assertThat(notice).contains("'second'", "left out"));
	}

	@Test
	void indexWithoutAKeyIsUnreadable() {
		assertThatExceptionOfType(UnreadableMetadataException.class).isThrownBy(() -> indexes("{name: 'x'}"));
	}

	private BsonDocument options(String uuid, String options) {
		return update("{options: " + options + ", uuid: '" + uuid + "'}").options();
	}

	private List<BsonDocument> indexes(String... indexes) {
		return update("{indexes: [" + String.join(", ", indexes) + "]}").indexes();
	}

	private CollectionDefinition update(String metadata) {
		String json = BsonDocument.parse(metadata).toJson();
		return OldDefinition.update(CollectionMetadata.read("dogs", json.getBytes(StandardCharsets.UTF_8)),
				this.notices::add);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{viewOn: 5, pipeline: []}", "{viewOn: null, pipeline: []}", "{viewOn: 'c', pipeline: {}}",
			"{viewOn: 'c', pipeline: null}", "{viewOn: 'c', pipeline: [1]}", "{timeseries: 1}" })
	void metadataOfAViewOrTimeSeriesWhoseOptionsAreOfOtherTypesCannotBeUnderstood(String options) {
		byte[] json = ("{options: " + options + ", indexes: []}").getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(UnreadableMetadataException.class)
			.isThrownBy(() -> CollectionMetadata.read("v", json))
			.withMessageContaining("'v' that cannot be parsed");
	}

}
