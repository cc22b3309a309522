package io.monarch.backup.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

import io.monarch.backup.storage.BackupWriter;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.backup.storage.LocalFile;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionDefinition.Kind;
import io.monarch.transfer.CollectionSource;
import io.monarch.transfer.ContentHash;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * Damages a backup in a way that its checksums do not show: the file is written again
 * from changed contents, with the right checksums and counts of these. Only the hashes of
 * the content are those of the original.
 */
public final class DamagedBackup {

	private final Manifest original;

	private final List<Part> parts = new ArrayList<>();

	private final List<String> swappedMetadata = new ArrayList<>();

	private final RandomGenerator random;

	private DamagedBackup(Manifest original, RandomGenerator random) {
		this.original = original;
		this.random = random;
	}

	/**
	 * Write a damaged copy of a backup.
	 * @param folder the store
	 * @param backup the name of the original
	 * @param damage the damage
	 * @param hashes whether the hash of each collection is that of the original or of the
	 * damaged one; the hash of all contents is always that of the original
	 * @param random chooses what is damaged
	 * @return the name of the damaged backup
	 * @throws Exception if that fails
	 */
	public static String write(Path folder, String backup, Damage damage, Hashes hashes, RandomGenerator random)
			throws Exception {
		Manifest manifest = manifest(folder.resolve(backup));
		DamagedBackup damaged = new DamagedBackup(manifest, random);
		damaged.read(folder.resolve(backup));
		damage.apply(damaged);
		return damaged.write(folder, hashes);
	}

	/**
	 * Write a copy of a backup as earlier versions did, without any hash of the content.
	 */
	public static String writeWithoutHashes(Path folder, String backup) throws Exception {
		DamagedBackup same = new DamagedBackup(manifest(folder.resolve(backup)), RandomGenerator.getDefault());
		same.read(folder.resolve(backup));
		return same.write(folder, Hashes.NONE);
	}

	private static Manifest manifest(Path file) throws IOException {
		try (var zip = org.apache.commons.compress.archivers.zip.ZipFile.builder().setPath(file).get()) {
			return Manifest.parse(zip.getInputStream(zip.getEntry(Manifest.NAME)).readAllBytes());
		}
	}

	private void read(Path file) throws Exception {
		try (ArchiveSource source = ArchiveSource.open(LocalFile.open(file))) {
			for (CollectionDefinition each : source.collections()) {
				List<BsonDocument> documents = new ArrayList<>();
				for (CollectionSource.Part part : source.parts(each, Long.MAX_VALUE)) {
					part.read((batch) -> documents.addAll(batch.documents()));
				}
				this.parts.add(new Part(each, documents, source.contentHash(each.name())));
			}
		}
	}

	private String write(Path folder, Hashes hashes) throws Exception {
		BackupSummary old = this.original.summary();
		try (BackupWriter output = new FolderStorage(folder).create("damaged",
				LocalDate.ofInstant(old.createdAt(), ZoneOffset.UTC))) {
			ZipContainer zip = new ZipContainer(output);
			Map<String, StoredDefinition> definitions = new LinkedHashMap<>();
			List<Manifest.DataFile> files = new ArrayList<>();
			for (Part part : this.parts) {
				write(part, zip, definitions, files, hashes);
			}
			BackupSummary summary = new BackupSummary(old.environment(), old.database(), old.querySet(),
					old.createdAt(), old.consistent(), files.stream().mapToLong(Manifest.DataFile::documents).sum(),
					files.stream().mapToLong(Manifest.DataFile::buckets).sum(),
					files.stream().mapToLong(Manifest.DataFile::bytes).sum(), old.owner());
			zip.write(Manifest.NAME, new Manifest(summary, this.original.server(), Compression.NONE, definitions, files,
					List.of(), (hashes != Hashes.NONE) ? this.original.contentHash() : null)
				.toJson());
			zip.finish(summary);
			output.complete();
			return output.name();
		}
	}

	private void write(Part part, ZipContainer zip, Map<String, StoredDefinition> definitions,
			List<Manifest.DataFile> files, Hashes hashes) throws IOException {
		String folder = this.original.summary().database() + "/";
		CollectionDefinition definition = part.definition;
		String metadata = folder + FileNames.of(definition.name()) + CollectionMetadata.SUFFIX;
		definitions.put(metadata, StoredDefinition.of(definition));
		CollectionDefinition json = this.swappedMetadata.contains(definition.name())
				? withOptions(definition, new BsonDocument("capped", org.bson.BsonBoolean.TRUE)) : definition;
		zip.write(metadata, CollectionMetadata.write(json));
		if (definition.kind() == Kind.VIEW) {
			return;
		}
		ContentHash actual = new ContentHash();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (BsonDocument document : part.documents) {
			RawBsonDocument raw = new RawBsonDocument(document, new BsonDocumentCodec());
			actual.add(raw);
			byte[] encoded = new byte[raw.getByteBuffer().remaining()];
			raw.getByteBuffer().get(encoded);
			bytes.write(encoded);
		}
		byte[] content = bytes.toByteArray();
		String name = folder + FileNames.of(definition.storedName()) + ".bson";
		zip.beginContent(name);
		zip.writeContent(content, content.length);
		zip.endContent();
		String sha256 = Digests.sha256(content, content.length);
		ContentHash hash = switch (hashes) {
			case ORIGINAL -> part.hash;
			case ADAPTED -> actual;
			case NONE -> null;
		};
		files.add(new Manifest.DataFile(name, definition.storedName(), part.documents.size(), content.length, sha256,
				List.of(new Chunk(0, content.length, content.length, part.documents.size(), sha256)), null, true,
				hash));
	}

	private Part anyWithDocuments() {
		return any((part) -> part.documents.size() > 1 && part.definition.kind() == Kind.COLLECTION);
	}

	private Part any(java.util.function.Predicate<Part> which) {
		List<Part> some = this.parts.stream().filter(which).toList();
		return some.get(this.random.nextInt(some.size()));
	}

	private Part anotherThan(Part part) {
		return any(
				(other) -> other != part && other.documents.size() > 1 && other.definition.kind() == Kind.COLLECTION);
	}

	private static CollectionDefinition withOptions(CollectionDefinition definition, BsonDocument options) {
		return new CollectionDefinition(definition.name(), definition.kind(), options, definition.indexes(),
				definition.uuid(), definition.documents(), definition.bytes());
	}

	private static CollectionDefinition withIndexes(CollectionDefinition definition, List<BsonDocument> indexes) {
		return new CollectionDefinition(definition.name(), definition.kind(), definition.options(), indexes,
				definition.uuid(), definition.documents(), definition.bytes());
	}

	/**
	 * Which hash of each collection the damaged backup has.
	 */
	public enum Hashes {

		/** Those of the true data. */
		ORIGINAL,

		/** Those of the damaged data. */
		ADAPTED,

		/** None at all, as in backups of earlier versions. */
		NONE

	}

	/**
	 * The ways to damage a backup.
	 */
	public enum Damage {

		/** A collection with its documents is gone. */
		COLLECTION_LOST {

			@Override
			void apply(DamagedBackup backup) {
				backup.parts.remove(backup.anyWithDocuments());
			}

		},

		/** A view is gone. */
		VIEW_LOST {

			@Override
			void apply(DamagedBackup backup) {
				backup.parts.remove(backup.any((part) -> part.definition.kind() == Kind.VIEW));
			}

		},

		/** A batch of documents is left out, together with its count. */
		BATCH_LEFT_OUT {

			@Override
			void apply(DamagedBackup backup) {
				Part part = backup.anyWithDocuments();
				int from = backup.random.nextInt(part.documents.size());
				int to = from + 1 + backup.random.nextInt(part.documents.size() - from);
				part.documents.subList(from, to).clear();
			}

		},

		/** A collection has the metadata of another one. */
		METADATA_OF_ANOTHER {

			@Override
			void apply(DamagedBackup backup) {
				Part part = backup
					.any((each) -> !each.definition.options().isEmpty() && each.definition.kind() == Kind.COLLECTION);
				Part other = backup.any((each) -> each.definition.kind() == Kind.COLLECTION
						&& !each.definition.options().equals(part.definition.options()));
				BsonDocument options = part.definition.options();
				List<BsonDocument> indexes = part.definition.indexes();
				part.definition = withIndexes(withOptions(part.definition, other.definition.options()),
						other.definition.indexes());
				other.definition = withIndexes(withOptions(other.definition, options), indexes);
			}

		},

		/** The metadata that other tools read is not that of the collection. */
		METADATA_FILE_OF_ANOTHER {

			@Override
			void apply(DamagedBackup backup) {
				backup.swappedMetadata.add(backup
					.any((each) -> !each.definition.isCapped() && each.definition.kind() == Kind.COLLECTION).definition
					.name());
			}

		},

		/** Documents of two collections are exchanged. */
		DOCUMENTS_EXCHANGED {

			@Override
			void apply(DamagedBackup backup) {
				Part part = backup.anyWithDocuments();
				Part other = backup.anotherThan(part);
				int count = 1 + backup.random.nextInt(Math.min(part.documents.size(), other.documents.size()));
				for (int i = 0; i < count; i++) {
					BsonDocument document = part.documents.set(i, other.documents.get(i));
					other.documents.set(i, document);
				}
			}

		},

		/** All documents of two collections are exchanged. */
		COLLECTIONS_EXCHANGED {

			@Override
			void apply(DamagedBackup backup) {
				Part part = backup.anyWithDocuments();
				Part other = backup.anotherThan(part);
				List<BsonDocument> documents = List.copyOf(part.documents);
				part.documents.clear();
				part.documents.addAll(other.documents);
				other.documents.clear();
				other.documents.addAll(documents);
			}

		},

		/** A document takes the place of another one of its collection. */
		DOCUMENT_REPEATED {

			@Override
			void apply(DamagedBackup backup) {
				Part part = backup.anyWithDocuments();
				int from = backup.random.nextInt(part.documents.size());
				part.documents.set((from + 1) % part.documents.size(), part.documents.get(from));
			}

		},

		/** A document is there that was not backed up. */
		DOCUMENT_ADDED {

			@Override
			void apply(DamagedBackup backup) {
				backup.anyWithDocuments().documents
					.add(new BsonDocument("_id", new BsonString("added " + backup.random.nextLong())));
			}

		},

		/** A value is another one, or of another type. */
		VALUE_CHANGED {

			@Override
			void apply(DamagedBackup backup) {
				Part part = backup.anyWithDocuments();
				int index = backup.random.nextInt(part.documents.size());
				BsonDocument document = new BsonDocument();
				part.documents.get(index).forEach(document::put);
				boolean number = document.get("x") instanceof BsonInt32;
				document.put("x", number ? new BsonInt64(document.getInt32("x").getValue())
						: new BsonString(String.valueOf(backup.random.nextInt())));
				part.documents.set(index, document);
			}

		},

		/** The fields of a document are in another order. */
		FIELDS_REORDERED {

			@Override
			void apply(DamagedBackup backup) {
				Part part = backup.any((each) -> each.definition.kind() == Kind.COLLECTION
						&& each.documents.stream().anyMatch((document) -> document.size() > 2));
				for (int i = 0; i < part.documents.size(); i++) {
					BsonDocument document = part.documents.get(i);
					if (document.size() > 2) {
						BsonDocument reordered = new BsonDocument("_id", Objects.requireNonNull(document.get("_id")));
						List<String> fields = new ArrayList<>(document.keySet());
						java.util.Collections.reverse(fields);
						fields.forEach((field) -> reordered.put(field, document.get(field)));
						part.documents.set(i, reordered);
						return;
					}
				}
			}

		},

		/** An index is gone. */
		INDEX_LOST {

			@Override
			void apply(DamagedBackup backup) {
				Part part = backup.any((each) -> each.definition.indexes().size() > 1);
				List<BsonDocument> indexes = new ArrayList<>(part.definition.indexes());
				indexes.remove(1 + backup.random.nextInt(indexes.size() - 1));
				part.definition = withIndexes(part.definition, indexes);
			}

		},

		/** An option, such as a validator, is gone. */
		OPTIONS_LOST {

			@Override
			void apply(DamagedBackup backup) {
				Part part = backup
					.any((each) -> !each.definition.options().isEmpty() && each.definition.kind() == Kind.COLLECTION);
				part.definition = withOptions(part.definition, new BsonDocument());
			}

		},

		/** A view shows something else. */
		VIEW_CHANGED {

			@Override
			void apply(DamagedBackup backup) {
				Part part = backup.any((each) -> each.definition.kind() == Kind.VIEW);
				BsonDocument options = part.definition.options().clone();
				options.put("pipeline", new BsonArray(List
					.of(new BsonDocument("$match", new BsonDocument("x", new BsonInt32(backup.random.nextInt()))))));
				part.definition = withOptions(part.definition, options);
			}

		},

		/** A collection is there that was not backed up. */
		COLLECTION_ADDED {

			@Override
			void apply(DamagedBackup backup) {
				Part part = backup.anyWithDocuments();
				backup.parts.add(new Part(part.definition.withName("added" + backup.random.nextInt(1000)),
						new ArrayList<>(part.documents), part.hash));
			}

		},

		/** A collection has another name. */
		COLLECTION_RENAMED {

			@Override
			void apply(DamagedBackup backup) {
				Part part = backup.anyWithDocuments();
				part.definition = part.definition.withName("renamed" + backup.random.nextInt(1000));
			}

		};

		abstract void apply(DamagedBackup backup);

	}

	/**
	 * A collection of the backup.
	 */
	private static final class Part {

		private CollectionDefinition definition;

		private final List<BsonDocument> documents;

		private final ContentHash hash;

		Part(CollectionDefinition definition, List<BsonDocument> documents, ContentHash hash) {
			this.definition = definition;
			this.documents = documents;
			this.hash = hash;
		}

	}

}
