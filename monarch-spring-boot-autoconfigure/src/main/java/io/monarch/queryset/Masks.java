package io.monarch.queryset;

import com.mongodb.MongoClientSettings;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.Document;

/**
 * The usual masks.
 */
public final class Masks {

	/** Enough to avoid collisions for any number of values. */
	private static final int DIGITS = 32;

	private static final int LETTERS = 26;

	private static final String[] FIRST = "Ada Alan Amal Ann Bo Cai Dara Eli Emre Eva Finn Gita Hana Ines Ivo Jan Jo Kai Kim Lea Leo Lin Mai Max Mia Nia Noa Ole Pia Rui Sam Uma"
		.split(" ");

	private static final String[] LAST = "Abel Bauer Berg Blum Costa Cruz Dahl Diaz Engel Fox Frey Gill Haas Hill Ito Jung Kaya Klein Lang Lund Meyer Moss Nagy Novak Park Petit Quinn Reyes Roth Sato Voss Wolf"
		.split(" ");

	private Masks() {
	}

	/**
	 * Replace with an e-mail address that does not exist. Different values get different
	 * ones.
	 * @return the mask
	 */
	public static Mask email() {
		return (value, key) -> new BsonString("u" + key.hex(value).substring(0, DIGITS) + "@example.com");
	}

	/**
	 * Replace with a name. Different values can get the same one.
	 * @return the mask
	 */
	public static Mask name() {
		return (value, key) -> {
			long number = key.number(value);
			return new BsonString(
					FIRST[(int) (number % FIRST.length)] + " " + LAST[(int) (number / FIRST.length % LAST.length)]);
		};
	}

	/**
	 * Replace the digits and letters with others, and keep other characters. Different
	 * values can get the same one.
	 * @return the mask
	 */
	public static Mask phone() {
		return (value, key) -> {
			String digits = key.hex(value);
			String text = value.isString() ? value.asString().getValue() : "0000000";
			StringBuilder masked = new StringBuilder();
			int[] characters = text.codePoints().toArray();
			for (int i = 0; i < characters.length; i++) {
				int at = 2 * i % digits.length();
				int number = Integer.parseInt(digits.substring(at, at + 2), 16);
				masked.appendCodePoint(masked(characters[i], number));
			}
			return new BsonString(masked.toString());
		};
	}

	private static int masked(int character, int number) {
		if (Character.isLetter(character)) {
			return (Character.isLowerCase(character) ? 'a' : 'A') + number % LETTERS;
		}
		return switch (Character.getType(character)) {
			case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> '0' + number % 10;
			default -> character;
		};
	}

	/**
	 * Replace with a fixed value.
	 * @param fixed the value
	 * @return the mask
	 */
	public static Mask fixed(Object fixed) {
		BsonDocument holder = new Document("value", fixed).toBsonDocument(BsonDocument.class,
				MongoClientSettings.getDefaultCodecRegistry());
		BsonValue replacement = holder.get("value", BsonNull.VALUE);
		return (value, key) -> replacement;
	}

	/**
	 * Replace with null.
	 * @return the mask
	 */
	public static Mask nullValue() {
		return (value, key) -> BsonNull.VALUE;
	}

	/**
	 * Replace with digits that are derived from the value, and cannot be traced back to
	 * it without the key.
	 * @return the mask
	 */
	public static Mask hash() {
		return (value, key) -> new BsonString(key.hex(value));
	}

}
