package io.monarch.queryset;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Masks} and {@link MaskKey}.
 */
class MasksTests {

	private static final MaskKey KEY = MaskKey.of("the key of these tests");

	@Test
	void phoneMasksLettersAndDigitsOfAnyScript() {
		String masked = phone("1-800-FLOWERS ext. ٣٤");
		assertThat(masked).hasSize("1-800-FLOWERS ext. ٣٤".length()).matches("\\d-\\d{3}-[A-Z]{7} [a-z]{3}\\. \\d\\d");
		assertThat(masked).doesNotContain("FLOWERS").doesNotContain("ext").doesNotContain("٣");
	}

	@Test
	void phoneKeepsWhatIsBetween() {
		assertThat(phone("+49 (30) 1234/56")).matches("\\+\\d\\d \\(\\d\\d\\) \\d{4}/\\d\\d");
	}

	/**
	 * As many bits as it takes for a unique index on any number of values.
	 */
	@Test
	void emailsAreDistinctAndShortEnoughForAnAddress() {
		Set<String> masked = new HashSet<>();
		IntStream.range(0, 20_000).forEach((i) -> masked.add(email("user" + i + "@dogs.com")));
		assertThat(masked).hasSize(20_000)
			.allSatisfy((each) -> assertThat(each.substring(0, each.indexOf('@'))).matches("u[0-9a-f]{32}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "k", "short", "aaaaaaaaaaaaaaaaaaaaaaaa", "12121212121212121212" })
	void keyThatCanBeFoundByTryingIsRefusedAndNotShown(String key) {
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> MaskKey.of(key))
			.withMessageContaining("monarch.masks.key is too weak")
			.satisfies((ex) -> {
				assertThat(ex.kind()).isEqualTo(Kind.BAD_INPUT);
				assertThat(ex.getMessage()).doesNotContain("'" + key + "'").doesNotContain(" " + key + " ");
			});
	}

	private static String phone(String number) {
		return Masks.phone().mask(new BsonString(number), KEY).asString().getValue();
	}

	private static String email(String address) {
		return Masks.email().mask(new BsonString(address), KEY).asString().getValue();
	}

}
