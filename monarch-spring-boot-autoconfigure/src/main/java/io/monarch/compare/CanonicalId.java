package io.monarch.compare;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.types.Decimal128;

/**
 * Feeds the value of an {@code _id} to a digest, so that values which are equal to a
 * server are equal: numbers of all types by their value, also within documents, and
 * symbols as strings.
 */
final class CanonicalId {

	private static final byte NUMBER = 1;

	private static final byte FRACTION = 2;

	private static final byte SPECIAL = 3;

	private static final byte TEXT = 4;

	private static final byte DOCUMENT = 5;

	private static final byte ARRAY = 6;

	private static final byte OTHER = 7;

	private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

	private final MessageDigest digest;

	private final ByteBuffer buffer = ByteBuffer.allocate(1 + Long.BYTES);

	CanonicalId(MessageDigest digest) {
		this.digest = digest;
	}

	void update(BsonValue id) {
		switch (id.getBsonType()) {
			case INT32 -> whole(id.asInt32().getValue());
			case INT64 -> whole(id.asInt64().getValue());
			case DOUBLE -> number(id.asDouble().getValue());
			case DECIMAL128 -> number(id.asDecimal128().getValue());
			case OBJECT_ID -> tagged((byte) id.getBsonType().getValue(), id.asObjectId().getValue().toByteArray());
			case STRING -> tagged(TEXT, id.asString().getValue().getBytes(StandardCharsets.UTF_8));
			case SYMBOL -> tagged(TEXT, id.asSymbol().getSymbol().getBytes(StandardCharsets.UTF_8));
			case DOCUMENT -> document(id.asDocument());
			case ARRAY -> array(id.asArray());
			default -> other(id);
		}
	}

	private void whole(long value) {
		this.digest.update(this.buffer.clear().put(NUMBER).putLong(value).flip());
	}

	private void number(double value) {
		long whole = (long) value;
		// 2^63 itself is not a long, but its cast is the greatest one.
		if (whole == value && whole != Long.MAX_VALUE) {
			whole(whole);
		}
		else if (Double.isNaN(value) || Double.isInfinite(value)) {
			special(Double.isNaN(value) ? 0 : (int) Math.signum(value));
		}
		else {
			decimal(new BigDecimal(value));
		}
	}

	private void number(Decimal128 value) {
		if (value.isNaN() || value.isInfinite()) {
			special(value.isNaN() ? 0 : (value.isNegative() ? -1 : 1));
		}
		else if (value.isNegative() && value.toString().matches("-0[^1-9]*(E.*)?")) {
			whole(0); // has no form as a BigDecimal
		}
		else {
			decimal(value.bigDecimalValue());
		}
	}

	private void decimal(BigDecimal value) {
		BigDecimal stripped = value.stripTrailingZeros();
		if (stripped.scale() <= 0 && stripped.precision() - stripped.scale() <= 19
				&& stripped.toBigInteger().bitLength() < Long.SIZE) {
			whole(stripped.longValueExact());
			return;
		}
		this.digest.update(this.buffer.clear().put(FRACTION).putInt(stripped.scale()).flip());
		this.digest.update(stripped.unscaledValue().toByteArray());
	}

	private void special(int which) {
		this.digest.update(this.buffer.clear().put(SPECIAL).putInt(which).flip());
	}

	private void document(BsonDocument document) {
		this.digest.update(DOCUMENT);
		document.forEach((name, value) -> {
			tagged(TEXT, name.getBytes(StandardCharsets.UTF_8));
			update(value);
		});
		this.digest.update((byte) 0);
	}

	private void array(BsonArray array) {
		this.digest.update(ARRAY);
		array.forEach(this::update);
		this.digest.update((byte) 0);
	}

	private void other(BsonValue value) {

		RawBsonDocument raw = new RawBsonDocument(new BsonDocument("", value), CODEC);
		this.digest.update(OTHER);
		this.digest.update(raw.getByteBuffer().asNIO());
	}

	private void tagged(byte tag, byte[] bytes) {
		this.digest.update(this.buffer.clear().put(tag).putInt(bytes.length).flip());
		this.digest.update(bytes);
	}

}
