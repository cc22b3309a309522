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
 * What a backup says of itself in its last bytes, so that a list of backups costs one
 * small read each.
 *
 * @param environment the environment that it is of
 * @param database the name of its database
 * @param querySet the name of the query set that picked a part of it, or {@code null}
 * where it is all of it
 * @param createdAt when it was made, by the clock of the machine that made it
 * @param consistent whether everything in it is of one point in time
 * @param documents how many documents it holds, as they are stored
 * @param buckets how many of these are buckets of time series; 0 also where an earlier
 * version did not record that
 * @param bytes how large they are, uncompressed
 * @param owner the application and the hosts, or {@code null} where an earlier version
 * did not record them
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
	 * Return the summary as it is stored. What is not known is left out: so it was before
	 * there were those fields, and the checksum of a backup covers it.
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
	 * Say in what another summary differs.
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
	 * Read what a comment says, which anyone can have written.
	 * @return the summary, or {@code null} where it is no comment of Monarch's
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
