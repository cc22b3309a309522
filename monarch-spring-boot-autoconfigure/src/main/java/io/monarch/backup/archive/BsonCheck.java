package io.monarch.backup.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.bson.BsonType;

/**
 * Checks that bytes are a complete document, since the driver does not check this before
 * decoding.
 */
final class BsonCheck {

	/** The server's limit is 180 for what it stores. */
	private static final int DEPTH = 200;

	private static final int MINIMUM = 5;

	private final ByteBuffer bytes;

	private int position;

	private BsonCheck(byte[] bytes) {
		this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
	}

	/**
	 * Check a document.
	 * @param bytes only the document
	 * @throws BadArchiveException if it is not a document
	 */
	static void check(byte[] bytes) {
		BsonCheck check = new BsonCheck(bytes);
		try {
			check.document(bytes.length, 1);
		}
		catch (IndexOutOfBoundsException ex) {
			throw malformed("ends too early");
		}
		if (check.position != bytes.length) {
			throw malformed("is longer than declared");
		}
	}

	private void document(int end, int depth) {
		if (depth > DEPTH) {
			throw malformed("is nested too deeply");
		}
		int start = this.position;
		int length = this.bytes.getInt(start);
		if (length < MINIMUM || length > end - start) {
			throw malformed("has a wrong length");
		}
		int last = start + length - 1;
		this.position = start + 4;
		while (this.position < last) {
			byte type = this.bytes.get(this.position++);
			string(last);
			value(type, last, depth);
		}
		if (this.position != last || this.bytes.get(this.position++) != 0) {
			throw malformed("has no end");
		}
	}

	private void value(byte type, int end, int depth) {
		BsonType known = BsonType.findByValue(type & 0xff);
		if (known == null) {
			throw malformed("has a value of an unknown type");
		}
		switch (known) {
			case DOUBLE, DATE_TIME, TIMESTAMP, INT64 -> skip(8, end);
			case STRING, JAVASCRIPT, SYMBOL -> text(end);
			case DOCUMENT, ARRAY -> document(end, depth + 1);
			case JAVASCRIPT_WITH_SCOPE -> {
				int last = this.position + this.bytes.getInt(this.position);
				skip(4, end);
				text(end);
				document(end, depth + 1);
				require(this.position == last);
			}
			case BINARY -> {
				int length = this.bytes.getInt(this.position);
				require(length >= 0);
				skip(5, end);
				skip(length, end);
			}
			case OBJECT_ID -> skip(12, end);
			case BOOLEAN -> {
				int value = this.bytes.get(this.position);
				require(value == 0 || value == 1);
				skip(1, end);
			}
			case INT32 -> skip(4, end);
			case DECIMAL128 -> skip(16, end);
			case DB_POINTER -> {
				text(end);
				skip(12, end);
			}
			case REGULAR_EXPRESSION -> {
				string(end);
				string(end);
			}
			case UNDEFINED, NULL, MIN_KEY, MAX_KEY -> {
			}
			case END_OF_DOCUMENT -> throw malformed("ends too early");
		}
	}

	private void text(int end) {
		int length = this.bytes.getInt(this.position);
		require(length >= 1);
		skip(4, end);
		skip(length, end);
		require(this.bytes.get(this.position - 1) == 0);
	}

	private void string(int end) {
		while (this.bytes.get(this.position++) != 0) {
			require(this.position < end);
		}
	}

	private void skip(int length, int end) {
		require(length <= end - this.position);
		this.position += length;
	}

	private static void require(boolean condition) {
		if (!condition) {
			throw malformed("is malformed");
		}
	}

	private static BadArchiveException malformed(String how) {
		return new BadArchiveException("holds a document that " + how);
	}

}
