package io.monarch.backup.archive;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.ContentHash;
import io.monarch.transfer.ShardKey;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonParseException;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * The last file in a backup, {@code monarch.json}: the contents and their checksums.
 *
 * @param summary its summary
 * @param server the version of the source's server
 * @param compression the compression of its documents
 * @param definitions the definitions of collections, by the names of their metadata
 * files; empty in backups of earlier versions
 * @param files the files with documents
 * @param masked the names of the collections with masked fields
 * @param contentHash the hash of all definitions and of the content of all collections,
 * or {@code null} in backups of earlier versions
 */
record Manifest(BackupSummary summary, String server, Compression compression,
		Map<String, StoredDefinition> definitions, List<DataFile> files, List<String> masked,
		@Nullable String contentHash) {

	static final String NAME = "monarch.json";

	private static final String CONTENT_HASH = "contentHash";

	private static final JsonWriterSettings JSON = JsonWriterSettings.builder()
		.outputMode(JsonMode.RELAXED)
		.indent(true)
		.build();

	/**
	 * Create a manifest with the hash of its contents.
	 */
	static Manifest of(BackupSummary summary, String server, Compression compression,
			Map<String, StoredDefinition> definitions, List<DataFile> files, List<String> masked) {
		return new Manifest(summary, server, compression, definitions, files, masked, hash(definitions, files));
	}

	/**
	 * Return the hash of all contents, which does not depend on how they are stored. So a
	 * backup of which a collection was lost is recognized, even if all of its checksums
	 * are right.
	 */
	private static String hash(Map<String, StoredDefinition> definitions, List<DataFile> files) {
		MessageDigest digest = Digests.sha256();
		new TreeMap<>(definitions)
			.forEach((name, definition) -> update(digest, "definition", name, definition.toText()));
		files.stream()
			.sorted(Comparator.comparing(DataFile::collection))
			.forEach((each) -> update(digest, "documents", each.collection(), String.valueOf(each.documents()),
					String.valueOf(each.contentHash())));
		return Digests.hex(digest);
	}

	private static void update(MessageDigest digest, String... parts) {
		for (String part : parts) {
			digest.update(part.getBytes(StandardCharsets.UTF_8));
			digest.update((byte) 0); // no part contains it
		}
	}

	byte[] toJson() {
		BsonDocument document = this.summary.toDocument()
			.append("server", new BsonString(this.server))
			.append("compression", new BsonString(this.compression.name()))
			.append("definitions",
					new BsonArray(this.definitions.entrySet()
						.stream()
						.map((each) -> new BsonDocument("file", new BsonString(each.getKey())).append("bson",
								new BsonString(each.getValue().toText())))
						.toList()))
			.append("files", new BsonArray(this.files.stream().map(DataFile::toDocument).toList()));
		if (!this.masked.isEmpty()) {
			document.append("masked", new BsonArray(this.masked.stream().map(BsonString::new).toList()));
		}
		if (this.contentHash != null) {
			document.append(CONTENT_HASH, new BsonString(this.contentHash));
		}
		return document.toJson(JSON).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Parse a manifest.
	 * @throws BadArchiveException if it cannot be parsed
	 */
	static Manifest parse(byte[] json) {
		try {
			BsonDocument document = BsonDocument
				.parse(JsonText.requireShallow(new String(json, StandardCharsets.UTF_8)));
			int format = document.getNumber("format", new BsonInt32(0)).intValue();
			if (format > BackupSummary.FORMAT) {
				throw new BadArchiveException("was made by a newer version of Monarch (format " + format + ")");
			}
			return new Manifest(BackupSummary.of(document), document.getString("server").getValue(),
					Compression.valueOf(document.getString("compression").getValue()),
					definitions(document.getArray("definitions", new BsonArray())),
					document.getArray("files").stream().map(BsonValue::asDocument).map(DataFile::of).toList(),
					document.getArray("masked", new BsonArray())
						.stream()
						.map((name) -> name.asString().getValue())
						.toList(),
					document.containsKey(CONTENT_HASH) ? document.getString(CONTENT_HASH).getValue() : null);
		}
		catch (JsonParseException | BsonInvalidOperationException | IllegalArgumentException ex) {
			throw new BadArchiveException("has a manifest that cannot be parsed"
					+ (JsonText.isTooDeep(ex) ? ", since it is nested too deeply" : ""));
		}
	}

	/**
	 * Require that its totals match its lists.
	 * @throws BadArchiveException if they are not
	 */
	void requireCoherent() {
		this.files.forEach((each) -> {
			String of = "collection '" + FileNames.printable(each.collection()) + "'";
			requireSame("documents of " + of, each.documents(), each.chunks(), Chunk::documents);
			requireSame("bytes of " + of, each.bytes(), each.chunks(), Chunk::bytes);
		});
		requireSame("documents", this.summary.documents(), this.files, DataFile::documents);
		if (this.summary.buckets() > 0) { // absent in earlier versions
			requireSame("buckets", this.summary.buckets(), this.files, DataFile::buckets);
		}
		requireSame("bytes", this.summary.bytes(), this.files, DataFile::bytes);
		requireContents();
	}

	/**
	 * Require that the hashes match, unless it is a backup of an earlier version, which
	 * has none.
	 */
	private void requireContents() {
		boolean hashed = this.contentHash != null || this.files.stream().anyMatch((each) -> each.contentHash() != null);
		if (hashed && !hash(this.definitions, this.files).equals(this.contentHash)) {
			throw new BadArchiveException(
					"contradicts itself: the hash of its contents is not that of the collections " + "that it lists");
		}
	}

	private static <T> void requireSame(String what, long said, List<T> parts, ToLongFunction<T> counter) {
		long listed = parts.stream().mapToLong(counter).sum();
		if (said != listed) {
			throw new BadArchiveException(
					"contradicts itself: its manifest says " + said + " " + what + " and lists " + listed);
		}
	}

	private static Map<String, StoredDefinition> definitions(BsonArray array) {
		Map<String, StoredDefinition> definitions = new LinkedHashMap<>();
		for (BsonValue each : array) {
			definitions.put(each.asDocument().getString("file").getValue(),
					StoredDefinition.ofText(each.asDocument().getString("bson").getValue()));
		}
		return definitions;
	}

	/**
	 * A file with the documents of a collection.
	 *
	 * @param name its name in the zip file
	 * @param collection the name of the collection
	 * @param documents the number of documents
	 * @param bytes their size, uncompressed
	 * @param sha256 the checksum of the file
	 * @param chunks its chunks, in order
	 * @param shardKey the shard key of the collection, or {@code null} if it was not
	 * sharded
	 * @param consistent whether its documents were read at the same point in time as the
	 * others
	 * @param contentHash the hash of the documents, or {@code null} in backups of earlier
	 * versions
	 */
	record DataFile(String name, String collection, long documents, long bytes, String sha256, List<Chunk> chunks,
			@Nullable ShardKey shardKey, boolean consistent, @Nullable ContentHash contentHash) {

		/**
		 * Return the same file, marked as inconsistent.
		 */
		DataFile inconsistent() {
			return new DataFile(this.name, this.collection, this.documents, this.bytes, this.sha256, this.chunks,
					this.shardKey, false, this.contentHash);
		}

		/**
		 * Return how many of the documents are buckets of a time series.
		 */
		long buckets() {
			return CollectionDefinition.nameOfStored(this.collection).equals(this.collection) ? 0 : this.documents;
		}

		private BsonDocument toDocument() {
			BsonDocument document = new BsonDocument("name", new BsonString(this.name))
				.append("collection", new BsonString(this.collection))
				.append("documents", new BsonInt64(this.documents))
				.append("bytes", new BsonInt64(this.bytes))
				.append("sha256", new BsonString(this.sha256))
				.append("chunks", new BsonArray(this.chunks.stream().map(Chunk::toDocument).toList()));
			if (this.contentHash != null) {
				document.append(CONTENT_HASH, new BsonString(this.contentHash.toText()));
			}
			if (!this.consistent) { // absent in earlier versions
				document.append("consistent", BsonBoolean.FALSE);
			}
			return (this.shardKey != null) ? document.append("shardKey", this.shardKey.toDocument()) : document;
		}

		private static DataFile of(BsonDocument document) {
			long documents = document.getNumber("documents").longValue();
			return new DataFile(document.getString("name").getValue(), document.getString("collection").getValue(),
					documents, document.getNumber("bytes").longValue(), document.getString("sha256").getValue(),
					document.getArray("chunks").stream().map(BsonValue::asDocument).map(Chunk::of).toList(),
					document.containsKey("shardKey") ? ShardKey.of(document.getDocument("shardKey")) : null,
					document.getBoolean("consistent", BsonBoolean.TRUE).getValue(), document.containsKey(CONTENT_HASH)
							? ContentHash.parse(document.getString(CONTENT_HASH).getValue(), documents) : null);
		}

		long length() {
			return this.chunks.isEmpty() ? 0 : this.chunks.get(this.chunks.size() - 1).offset()
					+ this.chunks.get(this.chunks.size() - 1).length();
		}

	}

}
