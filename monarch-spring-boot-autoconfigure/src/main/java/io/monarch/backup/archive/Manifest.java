package io.monarch.backup.archive;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

import io.monarch.transfer.CollectionDefinition;
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
 */
record Manifest(BackupSummary summary, String server, Compression compression,
		Map<String, StoredDefinition> definitions, List<DataFile> files) {

	static final String NAME = "monarch.json";

	private static final JsonWriterSettings JSON = JsonWriterSettings.builder()
		.outputMode(JsonMode.RELAXED)
		.indent(true)
		.build();

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
					document.getArray("files").stream().map(BsonValue::asDocument).map(DataFile::of).toList());
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
	 */
	record DataFile(String name, String collection, long documents, long bytes, String sha256, List<Chunk> chunks,
			@Nullable ShardKey shardKey, boolean consistent) {

		/**
		 * Return the same file, marked as inconsistent.
		 */
		DataFile inconsistent() {
			return new DataFile(this.name, this.collection, this.documents, this.bytes, this.sha256, this.chunks,
					this.shardKey, false);
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
			if (!this.consistent) { // absent in earlier versions
				document.append("consistent", BsonBoolean.FALSE);
			}
			return (this.shardKey != null) ? document.append("shardKey", this.shardKey.toDocument()) : document;
		}

		private static DataFile of(BsonDocument document) {
			return new DataFile(document.getString("name").getValue(), document.getString("collection").getValue(),
					document.getNumber("documents").longValue(), document.getNumber("bytes").longValue(),
					document.getString("sha256").getValue(),
					document.getArray("chunks").stream().map(BsonValue::asDocument).map(Chunk::of).toList(),
					document.containsKey("shardKey") ? ShardKey.of(document.getDocument("shardKey")) : null,
					document.getBoolean("consistent", BsonBoolean.TRUE).getValue());
		}

		long length() {
			return this.chunks.isEmpty() ? 0 : this.chunks.get(this.chunks.size() - 1).offset()
					+ this.chunks.get(this.chunks.size() - 1).length();
		}

	}

}
