package io.monarch.transfer;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.monarch.environment.Operator;
import io.monarch.environment.Secrets;
import io.monarch.transfer.Provenance.Operation;
import org.bson.BsonArray;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A copy or restore from which data of a database comes, as recorded in its lock.
 *
 * @param run the run of the replacement
 * @param provenance the provenance of the data
 * @param collections the collections that were replaced, or {@code null} if it was the
 * whole database
 * @param at the time of the commit
 * @param by the user, as {@code user@host}
 */
public record Origin(String run, Provenance provenance, @Nullable List<String> collections, Instant at, String by) {

	/** More names are not worth the space in the record of the lock. */
	private static final int MAXIMUM_COLLECTIONS = 50;

	static Origin now(String run, Provenance provenance, @Nullable Set<String> only) {
		return new Origin(run, provenance,
				(only != null) ? only.stream().sorted().limit(MAXIMUM_COLLECTIONS).toList() : null, Instant.now(),
				Operator.current());
	}

	/**
	 * Tell whether all collections that were replaced are named, and not only the first.
	 */
	boolean namesAll() {
		return this.collections != null && this.collections.size() < MAXIMUM_COLLECTIONS;
	}

	BsonDocument toDocument() {
		BsonDocument document = new BsonDocument("run", new BsonString(this.run)).append("operation",
				new BsonString(this.provenance.operation().name().toLowerCase(Locale.ROOT)));
		put(document, "from", Secrets.hide(this.provenance.name()));
		put(document, "environment", this.provenance.environment());
		put(document, "database", this.provenance.database());
		put(document, "querySet", this.provenance.querySet());
		Instant takenAt = this.provenance.takenAt();
		if (takenAt != null) {
			document.append("takenAt", new BsonDateTime(takenAt.toEpochMilli()));
		}
		if (this.collections != null) {
			document.append("collections", new BsonArray(this.collections.stream().map(BsonString::new).toList()));
		}
		return document.append("at", new BsonDateTime(this.at.toEpochMilli())).append("by", new BsonString(this.by));
	}

	/**
	 * Read a recorded origin, which another version may have written.
	 * @return the origin, or {@code null} if it cannot be parsed
	 */
	static @Nullable Origin of(BsonValue value) {
		if (!(value instanceof BsonDocument document)) {
			return null;
		}
		Operation operation = operation(text(document, "operation"));
		String from = text(document, "from");
		Instant at = time(document, "at");
		if (operation == null || from == null || at == null) {
			return null;
		}
		List<String> collections = document.isArray("collections") ? document.getArray("collections")
			.stream()
			.filter(BsonValue::isString)
			.map((name) -> name.asString().getValue())
			.toList() : null;
		String run = text(document, "run");
		String by = text(document, "by");
		return new Origin((run != null) ? run : "?",
				new Provenance(operation, from, text(document, "environment"), text(document, "database"),
						time(document, "takenAt"), text(document, "querySet")),
				collections, at, (by != null) ? by : "?");
	}

	private static @Nullable Operation operation(@Nullable String name) {
		for (Operation operation : Operation.values()) {
			if (operation.name().equalsIgnoreCase(name)) {
				return operation;
			}
		}
		return null;
	}

	private static void put(BsonDocument document, String field, @Nullable String value) {
		if (value != null) {
			document.append(field, new BsonString(value));
		}
	}

	private static @Nullable String text(BsonDocument document, String field) {
		return document.isString(field) ? document.getString(field).getValue() : null;
	}

	private static @Nullable Instant time(BsonDocument document, String field) {
		return document.isDateTime(field) ? Instant.ofEpochMilli(document.getDateTime(field).getValue()) : null;
	}

}
