package io.monarch.transfer;

import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Converts the collation of an index from its listed form to the form that creates it.
 * {@code listIndexes} omits the simple collation (before MongoDB 9.0), but
 * {@code createIndexes} uses the collation of the collection by default. So the listed
 * form does not create the same index.
 */
final class IndexCollation {

	private static final String COLLATION = "collation";

	private static final String LOCALE = "locale";

	private static final String SIMPLE = "simple";

	/** The first version of an index that can have a collation. */
	private static final int COLLATED_VERSION = 2;

	private IndexCollation() {
	}

	/**
	 * Return the definition that creates the same index.
	 * @param index the listed index
	 * @param options the options of its collection
	 */
	static BsonDocument toCreate(BsonDocument index, BsonDocument options) {
		BsonDocument listed = listed(index);
		if (listed.containsKey(COLLATION) || !isCollated(options) || isBeforeCollations(index)) {
			return listed;
		}
		return listed.clone().append(COLLATION, new BsonDocument(LOCALE, new BsonString(SIMPLE)));
	}

	/**
	 * Return the form for comparisons, without a simple collation.
	 */
	static BsonDocument listed(BsonDocument definition) {
		BsonValue collation = definition.get(COLLATION);
		if (collation == null || !isSimple(collation)) {
			return definition;
		}
		BsonDocument listed = definition.clone();
		listed.remove(COLLATION);
		return listed;
	}

	static boolean isCollated(BsonDocument options) {
		return listed(options).containsKey(COLLATION);
	}

	/**
	 * Tell whether a server rejects any collation for an index, even the simple one.
	 */
	private static boolean isBeforeCollations(BsonDocument index) {
		return index.isNumber("v") && index.getNumber("v").intValue() < COLLATED_VERSION;
	}

	private static boolean isSimple(BsonValue collation) {
		return collation.isNull()
				|| (collation.isDocument() && new BsonString(SIMPLE).equals(collation.asDocument().get(LOCALE)));
	}

}
