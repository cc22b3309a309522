package io.monarch.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.monarch.backup.archive.ArchiveSource;
import io.monarch.environment.Environment;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionSource;
import io.monarch.transfer.ContentHash;
import io.monarch.transfer.ContentHashes;
import io.monarch.transfer.DatabaseDigest;
import io.monarch.transfer.DatabaseDigest.CollectionDigest;
import io.monarch.transfer.DefinitionCheck;
import io.monarch.transfer.DocumentBatch;
import io.monarch.transfer.PartWriter;
import io.monarch.transfer.TransferListener;
import org.bson.RawBsonDocument;

/**
 * A database into which a backup was restored, and its comparison with the backup.
 */
final class RestoredDatabase {

	private final Environment environment;

	private final ArchiveSource backup;

	private final ContentHashes read;

	private final List<String> problems = new ArrayList<>();

	/**
	 * Create for a database.
	 * @param read the hashes of the documents that were read from the backup
	 */
	RestoredDatabase(Environment environment, ArchiveSource backup, ContentHashes read) {
		this.environment = environment;
		this.backup = backup;
		this.read = read;
	}

	/**
	 * Read all of the database and compare it with the backup.
	 * @return the problems, each as a sentence
	 */
	List<String> problems() throws InterruptedException {
		Map<String, CollectionDigest> there = new TreeMap<>(DatabaseDigest.of(this.environment, new TransferListener() {
		}).collections());
		for (CollectionDefinition expected : this.backup.collections()) {
			CollectionDigest restored = there.remove(expected.name());
			if (restored != null) {
				compare(expected, restored.definition(), restored.content());
			}
			else if (!isEmptyFunctions(expected)) {
				add(expected.name(), "is missing");
			}
		}
		there.keySet().forEach((name) -> add(name, "was created, but the backup does not hold it"));
		return List.copyOf(this.problems);
	}

	/**
	 * Tell whether it is the collection of stored functions without any, which a restore
	 * does not create.
	 */
	private static boolean isEmptyFunctions(CollectionDefinition collection) {
		return collection.name().equals("system.js") && collection.documents() == 0;
	}

	private void compare(CollectionDefinition expected, CollectionDefinition restored, ContentHash found)
			throws InterruptedException {
		String name = expected.name();
		DefinitionCheck.differences(expected.withoutAnyExpiry(), restored.withoutAnyExpiry())
			.forEach((difference) -> add(name, difference));
		ContentHash recorded = this.backup.contentHash(name);
		ContentHash wanted = (recorded != null) ? recorded : this.read.of(name);
		if (!wanted.equals(this.read.of(name))) {
			add(name, "holds other documents in the backup than were backed up: their hash is another");
		}
		else if (!wanted.equals(found) && !isEndOf(expected, found)) {
			add(name,
					(wanted.documents() != found.documents())
							? "has " + found.documents() + " documents instead of " + wanted.documents()
							: "has other documents than the backup");
		}
	}

	/**
	 * Tell whether a capped collection has the last documents of the backup. The backup
	 * can hold more than fit, since the original was written to while it was read.
	 */
	private boolean isEndOf(CollectionDefinition expected, ContentHash found) throws InterruptedException {
		long missing = this.read.of(expected.name()).documents() - found.documents();
		if (!expected.isCapped() || missing <= 0 || found.documents() == 0) {
			return false;
		}
		Remaining remaining = new Remaining(missing);
		for (CollectionSource.Part part : this.backup.parts(expected, Long.MAX_VALUE)) {
			part.read(remaining);
		}
		return Objects.equals(remaining.hash, found);
	}

	private void add(String collection, String what) {
		this.problems.add("Collection '" + collection + "' " + what + ".");
	}

	/**
	 * Hashes what remains after some documents.
	 */
	private static final class Remaining implements PartWriter {

		private final ContentHash hash = new ContentHash();

		private long skipped;

		Remaining(long skipped) {
			this.skipped = skipped;
		}

		@Override
		public void write(DocumentBatch batch) {
			for (RawBsonDocument document : batch.documents()) {
				if (this.skipped > 0) {
					this.skipped--;
				}
				else {
					this.hash.add(document);
				}
			}
		}

	}

}
