package io.monarch.backup.archive;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.monarch.transfer.CollectionDefinition;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Converts indexes of old versions of MongoDB for current versions, like
 * {@code mongorestore --convertLegacyIndexes}.
 */
final class OldIndexes {

	private static final Set<String> OPTIONS = Set.of("2dsphereIndexVersion", "background", "bits", "bucketSize",
			"clustered", "coarsestIndexedLevel", "collation", "columnstoreProjection", "default_language",
			"expireAfterSeconds", "finestIndexedLevel", "hidden", "key", "language_override", "max", "min", "name",
			"originalSpec", "partialFilterExpression", "prepareUnique", "sparse", "storageEngine", "textIndexVersion",
			"unique", "v", "weights", "wildcardProjection");

	private static final Set<String> ID_OPTIONS = Set.of("key", "name", "v", "collation", "clustered", "unique");

	private static final String ID_NAME = "_id_";

	private static final double NEARLY_NOTHING = 1e-9;

	private final String collection;

	private final Consumer<String> notices;

	private final Set<String> names = new HashSet<>();

	private final Set<BsonDocument> identities = new HashSet<>();

	/**
	 * Create for a collection.
	 * @param collection its name, as it is shown
	 * @param notices receives the changes, a sentence each
	 */
	OldIndexes(String collection, Consumer<String> notices) {
		this.collection = collection;
		this.notices = notices;
	}

	CollectionDefinition update(CollectionDefinition definition) {
		List<BsonDocument> updated = new ArrayList<>();
		for (BsonDocument index : definition.indexes()) {
			BsonDocument key = key(index);
			if (this.identities.add(identity(index, key))) {
				updated.add(named(options(index, key), key));
			}
			else {
				tell(index, "is left out, since another index has the same fields");
			}
		}
		return new CollectionDefinition(definition.name(), definition.kind(), definition.options(), updated,
				definition.uuid(), definition.documents(), definition.bytes());
	}

	private BsonDocument key(BsonDocument index) {
		if (!(index.get("key") instanceof BsonDocument key)) {
			throw new UnreadableMetadataException("holds an index without a key, of collection " + this.collection);
		}
		BsonDocument updated = new BsonDocument();
		key.forEach((field, value) -> updated.append(field, direction(value)));
		if (!updated.equals(key)) {
			tell(index, "is built on " + json(updated) + " instead of " + json(key));
		}
		return updated;
	}

	/**
	 * Before 3.4, everything except a negative number and the name of a kind of index
	 * meant 1.
	 */
	private static BsonValue direction(BsonValue value) {
		if (value instanceof BsonString text) {
			return text.getValue().isEmpty() ? new BsonInt32(1) : value;
		}
		if (!value.isNumber() && !value.isDecimal128()) {
			return new BsonInt32(1);
		}
		double number = number(value);
		if (Double.isNaN(number)) {
			return new BsonInt32(1);
		}
		return (Math.abs(number) >= NEARLY_NOTHING) ? value : new BsonInt32((number < 0) ? -1 : 1);
	}

	private static double number(BsonValue value) {
		return value.isDecimal128() ? Double.parseDouble(value.asDecimal128().getValue().toString())
				: value.asNumber().doubleValue();
	}

	/**
	 * Return the parts by which a server identifies an index.
	 */
	private static BsonDocument identity(BsonDocument index, BsonDocument key) {
		BsonDocument fields = new BsonDocument();
		key.forEach((field, value) -> fields.append(field, value.isNumber() ? new BsonDouble(number(value)) : value));
		BsonDocument identity = new BsonDocument("key", fields);
		for (String option : List.of("collation", "partialFilterExpression", "sparse", "unique",
				"wildcardProjection")) {
			if (index.containsKey(option)) {
				identity.append(option, index.get(option));
			}
		}
		return identity;
	}

	private BsonDocument options(BsonDocument index, BsonDocument key) {
		BsonDocument updated = new BsonDocument();
		boolean isId = CollectionDefinition.isIdIndex(new BsonDocument("key", key));
		for (Map.Entry<String, BsonValue> each : index.entrySet()) {
			String name = each.getKey();
			BsonValue value = each.getValue();
			if (name.equals("key")) {
				updated.append(name, key);
			}
			else if (name.equals("v") && !isVersion(value)) {
				tell(index, "is built in the current version instead of version " + json(value));
			}
			else if (!OPTIONS.contains(name)) {
				if (!name.equals("ns")) {
					leaveOut(index, name);
				}
			}
			else if (OldDefinition.isOfOtherEngine(name, value)) {
				leaveOut(index, name);
			}
			else if (!isId || ID_OPTIONS.contains(name) || index.containsKey("clustered")) {
				updated.append(name, value);
			}
		}
		if (isId && !index.containsKey("clustered")) {
			updated.remove("unique"); // it is anyway
		}
		return updated;
	}

	private void leaveOut(BsonDocument index, String option) {
		tell(index,
				"is built without its option '" + FileNames.printable(option) + "', which MongoDB no longer supports");
	}

	private static boolean isVersion(BsonValue value) {
		return value.isNumber() && (number(value) == 1 || number(value) == 2);
	}

	/**
	 * Give an index a name that is unique in the collection.
	 */
	private BsonDocument named(BsonDocument index, BsonDocument key) {
		boolean hasName = index.get("name") instanceof BsonString name && !name.getValue().isEmpty()
				&& !name.getValue().equals("*");
		if (hasName && this.names.add(index.getString("name").getValue())) {
			return index;
		}
		String first = CollectionDefinition.isIdIndex(index) ? ID_NAME : name(key);
		String name = first;
		for (int i = 2; !this.names.add(name); i++) {
			name = first + "_" + i;
		}
		tell(index, "is called '" + FileNames.printable(name) + "', since "
				+ (hasName ? "another one has that name" : "an index needs a name"));
		index.put("name", new BsonString(name));
		return index;
	}

	/**
	 * Return the default name of drivers for an index.
	 */
	private static String name(BsonDocument key) {
		List<String> parts = new ArrayList<>();
		key.forEach((field, value) -> {
			parts.add(field);
			parts.add((value instanceof BsonString kind) ? kind.getValue() : String.valueOf((int) number(value)));
		});
		return String.join("_", parts);
	}

	private void tell(BsonDocument index, String what) {
		String name = (index.get("name") instanceof BsonString text)
				? "Index '" + FileNames.printable(text.getValue()) + "'" : "An index";
		this.notices.accept(name + " of collection " + this.collection + " " + what);
	}

	private static String json(BsonValue value) {
		String json = new BsonDocument("v", value).toJson();
		return FileNames.printable(json.substring("{\"v\": ".length(), json.length() - 1));
	}

}
