package io.monarch.backup.archive;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonParseException;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * The summary of a backup, which is in its last bytes so that a list of backups costs one
 * small read for each.
 *
 * @param environment its environment
 * @param database the name of its database
 * @param querySet the name of the query set that selected a part of it, or {@code null}
 * if it is complete
 * @param createdAt the time at which it was created, by the clock of the creating machine
 * @param consistent whether everything in it is of one point in time
 * @param documents the number of stored documents
 * @param buckets the number of these that are buckets of time series; also 0 if an
 * earlier version did not record it
 * @param bytes their size, uncompressed
 * @param owner the application and the hosts, or {@code null} if an earlier version did
 * not record them
 */
public record BackupSummary(String environment, String database, @Nullable String querySet, Instant createdAt,
		boolean consistent, long documents, long buckets, long bytes, @Nullable BackupOwner owner) {

	static final int FORMAT = 1;

	private static final String QUERY_SET = "querySet";

	private static final String APPLICATION = "application";

	private static final String HOSTS = "hosts";

	private static final String BUCKETS = "buckets";

	private static final JsonWriterSettings JSON = JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

	/**
	 * Return the summary in its stored form. Unknown fields are omitted, as in backups
	 * from before these fields existed, whose checksum covers the summary.
	 */
	BsonDocument toDocument() {
		BsonDocument document = new BsonDocument("format", new BsonInt32(FORMAT))
			.append("environment", new BsonString(this.environment))
			.append("database", new BsonString(this.database));
		if (this.querySet != null) {
			document.append(QUERY_SET, new BsonString(this.querySet));
		}
		if (this.owner != null) {
			document.append(APPLICATION, new BsonString(this.owner.application()))
				.append(HOSTS, new BsonArray(this.owner.hosts().stream().map(BsonString::new).toList()));
		}
		document.append("createdAt", new BsonString(this.createdAt.toString()))
			.append("consistent", BsonBoolean.valueOf(this.consistent))
			.append("documents", new BsonInt64(this.documents));
		if (this.buckets > 0) {
			document.append(BUCKETS, new BsonInt64(this.buckets));
		}
		return document.append("bytes", new BsonInt64(this.bytes));
	}

	/**
	 * Return the comment of the zip file.
	 * @param structure the checksum of everything but documents and the comment itself
	 */
	String toComment(String structure) {
		return new BsonDocument("monarch", toDocument()).append("structure", new BsonString(structure)).toJson(JSON);
	}

	/**
	 * Describe the differences from another summary.
	 */
	String difference(BackupSummary other) {
		BsonDocument own = toDocument();
		BsonDocument others = other.toDocument();
		Set<String> names = new LinkedHashSet<>(own.keySet());
		names.addAll(others.keySet());
		return names.stream()
			.filter((name) -> !Objects.equals(own.get(name), others.get(name)))
			.map((name) -> name + " " + shown(others.get(name)) + " instead of " + shown(own.get(name)))
			.collect(Collectors.joining(", "));
	}

	private static String shown(@Nullable BsonValue value) {
		if (value == null) {
			return "missing";
		}
		String json = new BsonDocument("v", value).toJson(JSON);
		return json.substring("{\"v\": ".length(), json.length() - 1);
	}

	/**
	 * Read an untrusted comment.
	 * @return the summary, or {@code null} if it is not a comment of Monarch
	 */
	static @Nullable BackupSummary ofComment(String comment) {
		try {
			BsonDocument parsed = BsonDocument.parse(JsonText.requireShallow(comment));
			return (parsed.get("monarch") instanceof BsonDocument summary) ? of(summary) : null;
		}
		catch (RuntimeException ex) { // the parser throws several, which have nothing
										// else in common
			return null;
		}
	}

	static BackupSummary of(BsonDocument document) {
		try {
			return new BackupSummary(document.getString("environment").getValue(),
					document.getString("database").getValue(),
					document.containsKey(QUERY_SET) ? document.getString(QUERY_SET).getValue() : null,
					Instant.parse(document.getString("createdAt").getValue()),
					document.getBoolean("consistent").getValue(), document.getNumber("documents").longValue(),
					document.getNumber(BUCKETS, new BsonInt64(0)).longValue(), document.getNumber("bytes").longValue(),
					owner(document));
		}
		catch (DateTimeParseException ex) {
			throw new JsonParseException("a time is malformed");
		}
	}

	private static @Nullable BackupOwner owner(BsonDocument document) {
		return document.containsKey(APPLICATION) ? new BackupOwner(document.getString(APPLICATION).getValue(),
				document.getArray(HOSTS).stream().map((host) -> host.asString().getValue()).toList()) : null;
	}

}
