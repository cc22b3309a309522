package io.monarch.backup;

import java.util.List;
import java.util.Set;

import io.monarch.backup.archive.ArchiveSource;
import io.monarch.backup.archive.BadBackupException;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionSummary;
import io.monarch.transfer.ContentHash;
import io.monarch.transfer.ContentHashes;
import io.monarch.transfer.EmptySource;
import io.monarch.transfer.PlannedSource;
import io.monarch.transfer.SourceSize;
import io.monarch.transfer.Transfer;
import io.monarch.transfer.TransferListener;

/**
 * A backup that is open for reading, or some collections of one. It can be shown,
 * verified and restored without being opened again.
 */
public final class OpenBackup implements AutoCloseable {

	private final String name;

	private final ArchiveSource source;

	private final boolean complete;

	/**
	 * Create for a backup.
	 * @param only the names of the selected collections, or none for all
	 */
	OpenBackup(String name, ArchiveSource opened, Set<String> only) {
		this.name = name;
		this.source = only.isEmpty() ? opened : opened.only(only);
		this.complete = only.isEmpty();
	}

	/**
	 * Return the name of the backup.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Tell whether the whole backup is selected.
	 */
	boolean isComplete() {
		return this.complete;
	}

	ArchiveSource source() {
		return this.source;
	}

	/**
	 * Check, without reading all of it, that it can be restored.
	 * @param allowEmpty whether it may contain no documents
	 * @return the contents that would be restored
	 * @throws MonarchException if it cannot be restored
	 */
	public BackupContents requireGood(boolean allowEmpty) {
		try {
			if (!allowEmpty && this.complete) {
				EmptySource.refuse(this.source, "backup '" + this.name + "'");
			}
			else if (!allowEmpty) {
				EmptySource.refuseNamed(this.source, "backup '" + this.name + "'");
			}
			return new BackupContents(this.name, SourceSize.of(this.source), this.source.summary());
		}
		catch (InterruptedException ex) {
			throw Interruption.cancelled("Nothing was changed.", ex);
		}
	}

	/**
	 * Read every byte of it.
	 * @param allowEmpty whether a backup without documents can be good: Monarch's own
	 * can, since it was requested, while that of another tool may be the remains of one
	 */
	Verification verify(boolean allowEmpty, TransferListener listener) {
		try {
			this.source.notices().forEach(listener::warned);
			ContentHashes hashes = new ContentHashes();
			List<CollectionSummary> read = Transfer.run(this.source.isHashed()
					? PlannedSource.of(this.source, (each) -> each).hashing(hashes) : this.source, new DiscardingSink(),
					listener);
			if (!allowEmpty && this.source.summary() == null) {
				if (read.isEmpty()) {
					return bad("Backup '" + this.name + "' holds no collections.");
				}
				if (read.stream().allMatch((each) -> each.documents() == 0)) {
					return bad("Backup '" + this.name + "' holds no documents.");
				}
			}
			return new Verification(this.name, differences(hashes));
		}
		catch (InterruptedException ex) {
			throw Interruption.cancelled("Run it again.", ex);
		}
		catch (BadBackupException ex) {
			return bad(String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Return the collections whose documents are not those that were backed up.
	 */
	private List<String> differences(ContentHashes hashes) {
		return this.source.collections().stream().map(CollectionDefinition::name).filter((name) -> {
			ContentHash recorded = this.source.contentHash(name);
			return recorded != null && !recorded.equals(hashes.of(name));
		})
			.map((name) -> "Backup '" + this.name + "' does not hold the documents of collection '" + name
					+ "' that were backed up: their hash is another.")
			.toList();
	}

	/**
	 * Read every byte of it before it is restored in place, which cannot be undone.
	 */
	void requireVerified(boolean allowEmpty) {
		Verification verification = verify(allowEmpty, new TransferListener() {
		});
		if (!verification.isGood()) {
			throw new MonarchException(Kind.BAD_INPUT, verification.problems().get(0),
					"Nothing was changed. Use another backup.");
		}
	}

	private Verification bad(String problem) {
		return new Verification(this.name, List.of(problem));
	}

	@Override
	public void close() {
		this.source.close();
	}

}
