package io.monarch.transfer;

import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * A difference between two documents at one path.
 *
 * @param path the path, with dots between field names and positions in arrays; empty for
 * the document itself
 * @param kind the kind of the difference
 * @param a the value in the first document, or {@code null} if it has none
 * @param b the value in the second document, or {@code null} if it has none
 */
public record PathDifference(String path, Kind kind, @Nullable BsonValue a, @Nullable BsonValue b) {

	private static final int SHOWN = 100;

	private static final JsonWriterSettings JSON = JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

	/**
	 * Return the same below another path.
	 * @param parent the path of the parent
	 * @return the difference
	 */
	PathDifference below(String parent) {
		return new PathDifference(this.path.isEmpty() ? parent : parent + "." + this.path, this.kind, this.a, this.b);
	}

	/**
	 * Return a value as short text.
	 * @param value the value, or {@code null} if there is none
	 * @return the text in relaxed extended JSON, or {@code nothing}
	 */
	static String shown(@Nullable BsonValue value) {
		if (value == null) {
			return "nothing";
		}
		String json = new BsonDocument("v", value).toJson(JSON);
		String text = json.substring("{\"v\": ".length(), json.length() - 1);
		return (text.length() > SHOWN) ? text.substring(0, SHOWN) + "..." : text;
	}

	/**
	 * Describe the difference, from the point of view of the first document.
	 * @return for example {@code qty is 1 instead of 2}
	 */
	public String describe() {
		String name = this.path.isEmpty() ? "the document" : this.path;
		return switch (this.kind) {
			case ORDER -> "the order of the fields differs at " + name;
			case TYPE -> name + " is " + shown(this.a) + " of type " + type(this.a) + " instead of " + shown(this.b)
					+ " of type " + type(this.b);
			default -> name + " is " + shown(this.a) + " instead of " + shown(this.b);
		};
	}

	private static String type(@Nullable BsonValue value) {
		return (value != null) ? value.getBsonType().name().toLowerCase(java.util.Locale.ROOT) : "nothing";
	}

	/**
	 * The kinds of differences.
	 */
	public enum Kind {

		/** Only the first document has the field. */
		ONLY_A,

		/** Only the second document has the field. */
		ONLY_B,

		/** The values differ. */
		VALUE,

		/** The values have different types. */
		TYPE,

		/** The fields are in another order. */
		ORDER

	}

}
