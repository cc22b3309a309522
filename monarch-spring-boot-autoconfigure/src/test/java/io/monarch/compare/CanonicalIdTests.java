package io.monarch.compare;

import org.bson.BsonBinary;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CanonicalId}.
 */
class CanonicalIdTests {

	private final Fingerprints fingerprints = new Fingerprints();

	@Test
	void hashWhenValuesAreEqualToServerIsEqual() {
		assertEqual(new BsonInt32(1), new BsonInt64(1), new BsonDouble(1), decimal("1"), decimal("1.00"),
				decimal("10E-1"));
		assertEqual(new BsonInt32(0), new BsonDouble(-0.0), decimal("-0"), decimal("-0.00"), decimal("0E+10"));
		assertEqual(new BsonDouble(0.5), decimal("0.5"), decimal("0.500"));
		assertEqual(new BsonDouble(Double.NaN), decimal("NaN"), new BsonDouble(-Double.NaN));
		assertEqual(new BsonDouble(Double.NEGATIVE_INFINITY), decimal("-Infinity"));
		assertEqual(new BsonInt64(Long.MIN_VALUE), new BsonDouble(Long.MIN_VALUE), decimal("-9223372036854775808"));
		assertEqual(new BsonDouble(0x1p63), decimal("9223372036854775808"));
		assertEqual(new BsonString("a"), new BsonSymbol("a"));
		assertEqual(new BsonDocument("a", new BsonInt32(1)), new BsonDocument("a", new BsonDouble(1)));
	}

	@Test
	void hashWhenValuesDifferIsDifferent() {
		assertDifferent(new BsonInt32(1), new BsonString("1"));
		assertDifferent(new BsonInt64(Long.MAX_VALUE), new BsonDouble(Long.MAX_VALUE));
		assertDifferent(new BsonDouble(Double.POSITIVE_INFINITY), new BsonDouble(Double.NEGATIVE_INFINITY));
		assertDifferent(new BsonDouble(0.1), decimal("0.1")); // not exactly
		assertDifferent(new BsonDateTime(5), new BsonTimestamp(0, 5));
		assertDifferent(new BsonNull(), new BsonDocument());
		assertDifferent(new BsonBinary((byte) 0, new byte[] { 1 }), new BsonBinary((byte) 5, new byte[] { 1 }));
		assertDifferent(new BsonDocument("a", new BsonInt32(1)), new BsonDocument("b", new BsonInt32(1)));
		assertDifferent(new BsonDocument("a", new BsonDocument()).append("b", new BsonInt32(1)),
				new BsonDocument("a", new BsonDocument("b", new BsonInt32(1))));
		assertDifferent(decimal("1E+6000"), decimal("1E+6001"));
	}

	private void assertEqual(BsonValue first, BsonValue... others) {
		for (BsonValue other : others) {
			assertThat(this.fingerprints.hash(other)).as("%s and %s", first, other)
				.isEqualTo(this.fingerprints.hash(first));
		}
	}

	private void assertDifferent(BsonValue first, BsonValue other) {
		assertThat(this.fingerprints.hash(other)).as("%s and %s", first, other)
			.isNotEqualTo(this.fingerprints.hash(first));
	}

	private static BsonValue decimal(String text) {
		return new BsonDecimal128(Decimal128.parse(text));
	}

}
