package io.monarch.rehearsal;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;

import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ComparedForm}.
 */
class ComparedFormTests {

	private static final ComparedForm EXACT = new ComparedForm(Map.of(), false);

	private static final ComparedForm SORTED = new ComparedForm(Map.of(), true);

	@Test
	void orderOfFieldsMattersUnlessSorted() {
		assertThat(in(EXACT, "{b: 1, a: 2}")).isNotEqualTo(in(EXACT, "{a: 2, b: 1}"));
		assertThat(in(SORTED, "{b: 1, a: 2}")).isEqualTo(in(SORTED, "{a: 2, b: 1}"));
	}

	@Test
	void documentsInDocumentsAndArraysAreSorted() {
		assertThat(in(SORTED, "{a: {d: 1, c: [{f: 1, e: [[{h: 1, g: 1}]]}]}}"))
			.isEqualTo(in(EXACT, "{a: {c: [{e: [[{g: 1, h: 1}]], f: 1}], d: 1}}"));
	}

	@Test
	void elementsOfArraysAreNotSorted() {
		assertThat(in(SORTED, "{a: [2, 1]}")).isEqualTo(in(EXACT, "{a: [2, 1]}"));
	}

	@Test
	void idIsNotSorted() {
		assertThat(in(SORTED, "{b: 1, _id: {b: 1, a: 1}}")).isEqualTo(in(EXACT, "{_id: {b: 1, a: 1}, b: 1}"));
	}

	@Test
	void typesAndValuesStayDifferent() {
		ByteBuffer one = in(SORTED, "{a: {b: 1}}");
		assertThat(in(SORTED, "{a: {b: 2}}")).isNotEqualTo(one);
		assertThat(in(SORTED, "{a: {b: {$numberLong: '1'}}}")).isNotEqualTo(one);
		assertThat(in(SORTED, "{a: {b: 1, c: null}}")).isNotEqualTo(one);
	}

	@Test
	void omittedFieldsAreThoseOfTheCollection() {
		ComparedForm form = new ComparedForm(Map.of("others", Set.of("b"), "collection", Set.of("a")), false);
		assertThat(in(form, "{b: 1, a: 1}")).isEqualTo(in(EXACT, "{b: 1}"));
	}

	/**
	 * Return the bytes, since documents with another order of fields are equal.
	 */
	private static ByteBuffer in(ComparedForm form, String json) {
		return form.of("collection", RawBsonDocument.parse(json)).getByteBuffer().asNIO();
	}

}
