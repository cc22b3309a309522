package io.monarch.backup.archive;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonValue;

/**
 * Converts definitions of collections in dumps of old versions of MongoDB, back to 2.4,
 * for current versions. Only parts that these reject are changed.
 */
final class OldDefinition {

	/**
	 * Fields of old versions that are not options of a collection, or no longer
	 * supported.
	 */
	private static final Set<String> OBSOLETE = Set.of("create", "temp", "autoIndexId", "flags", "usePowerOf2Sizes",
			"paddingFactor", "paddingBytes", "preallocate", "$nExtents", "nExtents", "recordIdsReplicated");

	/**
	 * The options of a collection without a UUID: one of a version before 3.6, or of a
	 * server that imitates MongoDB.
	 */
	private static final Set<String> OPTIONS = Set.of("capped", "size", "max", "storageEngine", "validator",
			"validationLevel", "validationAction", "indexOptionDefaults", "collation", "clusteredIndex",
			"expireAfterSeconds", "changeStreamPreAndPostImages", "encryptedFields", "recordPreImages", "viewOn",
			"pipeline", "timeseries");

	private static final String ENGINE = "wiredTiger";

	private final String shown;

	private final Consumer<String> notices;

	private OldDefinition(String collection, Consumer<String> notices) {
		this.shown = "'" + FileNames.printable(collection) + "'";
		this.notices = notices;
	}

	/**
	 * Return the definition that current versions accept.
	 * @param notices receives the changes, a sentence each
	 */
	static CollectionDefinition update(CollectionDefinition collection, Consumer<String> notices) {
		if (collection.kind() == Kind.VIEW) {
			BsonDocument options = collection.options().clone();
			OBSOLETE.forEach(options::remove);
			return with(collection, options, collection);
		}
		OldDefinition old = new OldDefinition(collection.name(), notices);
		boolean hasUuid = !collection.uuid().isEmpty() || collection.kind() == Kind.TIME_SERIES;
		return with(collection, old.options(collection.options(), hasUuid),
				new OldIndexes(old.shown, notices).update(collection));
	}

	private static CollectionDefinition with(CollectionDefinition collection, BsonDocument options,
			CollectionDefinition indexed) {
		return new CollectionDefinition(collection.name(), collection.kind(), options, indexed.indexes(),
				collection.uuid(), collection.documents(), collection.bytes());
	}

	private BsonDocument options(BsonDocument options, boolean hasUuid) {
		BsonDocument updated = new BsonDocument();
		boolean capped = isTrue(options.get("capped", BsonBoolean.FALSE));
		for (Map.Entry<String, BsonValue> each : options.entrySet()) {
			String name = each.getKey();
			BsonValue value = each.getValue();
			if (name.equals("capped")) {
				requireBoolean(value);
				if (capped) {
					updated.append(name, BsonBoolean.TRUE);
				}
			}
			else if (name.equals("size") || name.equals("max")) {
				if (capped) {
					updated.append(name, integer(value));
				}
				else {
					leaveOut(name, "only capped collections have it");
				}
			}
			else if (OBSOLETE.contains(name)) {
				if (!name.equals("create")) {
					leaveOut(name, "MongoDB no longer supports it");
				}
			}
			else if (!hasUuid && !OPTIONS.contains(name)) {
				leaveOut(name, "the collection has no UUID, and its version does not have this option");
			}
			else if (isOfOtherEngine(name, value)) {
				leaveOut(name, "it is for another storage engine than " + ENGINE);
			}
			else {
				updated.append(name, value);
			}
		}
		return updated;
	}

	/**
	 * Require a boolean: a collection that is silently restored uncapped would grow
	 * without limit.
	 */
	private void requireBoolean(BsonValue capped) {
		if (!capped.isBoolean() && !capped.isNumber() && !capped.isNull()) {
			throw new UnreadableMetadataException("holds a 'capped' of collection " + this.shown
					+ " that is neither true nor false: a " + capped.getBsonType().name().toLowerCase(Locale.ROOT));
		}
	}

	private void leaveOut(String option, String why) {
		this.notices.accept("Option '" + FileNames.printable(option) + "' of collection " + this.shown
				+ " is left out, since " + why);
	}

	/**
	 * Tell whether an option is for a storage engine that a server may not have.
	 */
	static boolean isOfOtherEngine(String option, BsonValue value) {
		if (option.equals("indexOptionDefaults") && value instanceof BsonDocument defaults) {
			return defaults.get("storageEngine") instanceof BsonDocument engines && isOfOther(engines);
		}
		return option.equals("storageEngine") && value instanceof BsonDocument engines && isOfOther(engines);
	}

	private static boolean isOfOther(BsonDocument engines) {
		return engines.keySet().stream().anyMatch((each) -> !each.equals(ENGINE));
	}

	private static boolean isTrue(BsonValue value) {
		return value.isBoolean() ? value.asBoolean().getValue()
				: value.isNumber() && value.asNumber().doubleValue() != 0;
	}

	private static BsonValue integer(BsonValue value) {
		return value.isDouble() ? new BsonInt64((long) value.asDouble().getValue()) : value;
	}

}
