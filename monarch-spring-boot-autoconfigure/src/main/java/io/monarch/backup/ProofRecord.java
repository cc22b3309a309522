package io.monarch.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;

import io.monarch.backup.archive.ArchiveSource;
import io.monarch.backup.storage.BackupFile;
import io.monarch.backup.storage.BackupStorage;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonString;
import org.bson.json.JsonMode;
import org.bson.json.JsonParseException;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * The stored record of a proof. It names the backup and has its checksum, so a backup
 * that was replaced is not proven, and it has a checksum of its own.
 *
 * @param proof the proof, or {@code null} if there is none
 * @param problem why an existing record cannot be used, or {@code null}
 */
record ProofRecord(@Nullable Proof proof, @Nullable String problem) {

	private static final ProofRecord NONE = new ProofRecord(null, null);

	private static final int FORMAT = 1;

	private static final String SHA256 = "sha256";

	private static final JsonWriterSettings JSON = JsonWriterSettings.builder()
		.outputMode(JsonMode.RELAXED)
		.indent(true)
		.build();

	/**
	 * Read the record of a backup.
	 */
	static ProofRecord read(BackupStorage storage, BackupFile file) throws IOException {
		byte[] record = storage.readProof(file.name());
		if (record == null) {
			return NONE;
		}
		String checksum = ArchiveSource.checksum(file);
		try {
			return (checksum != null) ? parse(record, file, checksum) : NONE;
		}
		catch (Unusable ex) {
			return new ProofRecord(null,
					"The record of a proof, " + storage.placeOfProof(file.name()) + ", " + ex.getMessage() + ".");
		}
	}

	private static ProofRecord parse(byte[] record, BackupFile file, String checksum) {
		try {
			BsonDocument document = BsonDocument.parse(new String(record, StandardCharsets.UTF_8));
			if (document.getNumber("format").intValue() > FORMAT) {
				throw new Unusable("was written by a newer version of Monarch");
			}
			String own = document.getString(SHA256).getValue();
			document.remove(SHA256);
			if (!own.equals(checksum(document))) {
				throw new Unusable("is damaged: its checksum is wrong");
			}
			String backup = document.getString("backup").getValue();
			if (!backup.equals(file.name())) {
				throw new Unusable("is about another backup, '" + backup + "'");
			}
			boolean same = document.getString("checksum").getValue().equals(checksum)
					&& document.getNumber("size").longValue() == file.size();
			return same ? new ProofRecord(proof(document), null) : NONE;
		}
		catch (JsonParseException | BsonInvalidOperationException | DateTimeParseException | StackOverflowError ex) {
			throw new Unusable("is damaged or was not written by Monarch");
		}
	}

	private static Proof proof(BsonDocument document) {
		return new Proof(Instant.parse(document.getString("provenAt").getValue()),
				document.getString("environment").getValue(),
				document.getArray("hosts").stream().map((host) -> host.asString().getValue()).toList(),
				document.getString("server").getValue(),
				Duration.ofMillis(document.getNumber("durationMillis").longValue()),
				document.getNumber("collections").intValue(), document.getNumber("documents").longValue(),
				document.getString("by").getValue());
	}

	/**
	 * Write the record of a proof.
	 * @param checksum the checksum of the backup that was proven
	 */
	static void write(BackupStorage storage, String backup, String checksum, long size, Proof proof)
			throws IOException {
		List<BsonString> hosts = proof.hosts().stream().map(BsonString::new).toList();
		BsonDocument document = new BsonDocument("format", new BsonInt32(FORMAT))
			.append("backup", new BsonString(backup))
			.append("checksum", new BsonString(checksum))
			.append("size", new BsonInt64(size))
			.append("provenAt", new BsonString(proof.provenAt().toString()))
			.append("environment", new BsonString(proof.environment()))
			.append("hosts", new BsonArray(hosts))
			.append("server", new BsonString(proof.server()))
			.append("durationMillis", new BsonInt64(proof.duration().toMillis()))
			.append("collections", new BsonInt32(proof.collections()))
			.append("documents", new BsonInt64(proof.documents()))
			.append("by", new BsonString(proof.by()));
		document.append(SHA256, new BsonString(checksum(document)));
		storage.writeProof(backup, document.toJson(JSON).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Return the checksum of a record without it. Numbers are written in the same way
	 * whatever their type, which a reader cannot know.
	 */
	private static String checksum(BsonDocument document) {
		try {
			byte[] bytes = document.toJson(JSON).getBytes(StandardCharsets.UTF_8);
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java runtime has SHA-256", ex);
		}
	}

	/**
	 * A record that cannot be used.
	 */
	private static final class Unusable extends RuntimeException {

		Unusable(String message) {
			super(message);
		}

	}

}
