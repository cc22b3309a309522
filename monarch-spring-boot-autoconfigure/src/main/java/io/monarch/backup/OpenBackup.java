package io.monarch.backup;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.monarch.backup.archive.ArchiveSource;
import io.monarch.backup.archive.BadBackupException;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionNames;
import io.monarch.transfer.CollectionSource;
import io.monarch.transfer.CollectionSummary;
import io.monarch.transfer.ContentHash;
import io.monarch.transfer.ContentHashes;
import io.monarch.transfer.EmptySource;
import io.monarch.transfer.PlannedSource;
import io.monarch.transfer.SourceSize;
import io.monarch.transfer.Transfer;
import io.monarch.transfer.TransferListener;
import org.jspecify.annotations.Nullable;

/**
 * A backup that is open for reading, or some collections of one. It can be shown,
 * verified and restored without being opened again.
 */
public final class OpenBackup implements AutoCloseable {

	private final String name;

	private final ArchiveSource source;

	private final boolean complete;

	/** The name that its only collection gets, or {@code null} to keep the names. */
	private final @Nullable String newName;

	/**
	 * Create for a backup.
	 * @param only the names of the selected collections, or none for all
	 */
	OpenBackup(String name, ArchiveSource opened, Set<String> only) {
		this(name, only.isEmpty() ? opened : opened.only(only), only.isEmpty(), null);
	}

	private OpenBackup(String name, ArchiveSource source, boolean complete, @Nullable String newName) {
		this.name = name;
		this.source = source;
		this.complete = complete;
		this.newName = newName;
	}

	/**
	 * Return this backup without some collections, which then stay as they are in the
	 * target. It is closed with this one.
	 * @param excluded the names of the collections
	 * @return the rest
	 * @throws MonarchException if there is no such collection, or nothing is left
	 */
	public OpenBackup without(Set<String> excluded) {
		Set<String> left = new TreeSet<>(this.source.names());
		if (!left.containsAll(excluded)) {
			var unused = this.source.only(excluded); // names the one that is missing
		}
		left.removeAll(excluded);
		if (left.isEmpty()) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Backup '" + this.name + "' holds nothing but the excluded collections.",
					"Nothing was changed. Exclude fewer.");
		}
		return new OpenBackup(this.name, this.source.only(left), false, null);
	}

	/**
	 * Return this backup, of which one collection is selected, so that this collection is
	 * restored under another name. It is closed with this one.
	 * @param other the name
	 * @return the same collection under the other name
	 * @throws MonarchException if the name is not valid, or if the collection is not one
	 * that can have another name
	 */
	public OpenBackup as(String other) {
		CollectionDefinition collection = this.source.collections().get(0);
		String problem = CollectionNames.problem(other);
		if (problem == null && other.startsWith("system.")) {
			problem = "MongoDB reserves names that begin with 'system.'";
		}
		if (problem == null && CollectionNames.runOf(other) != null) {
			problem = "Monarch's temporary collections have such names";
		}
		if (problem != null) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Collection '" + collection.name() + "' cannot be restored as '" + other + "': " + problem + ".",
					"Nothing was changed. Choose another name.");
		}
		if (collection.name().startsWith("system.")) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Collection '" + collection.name() + "' cannot be restored under another name: the server finds "
							+ "what it holds under this name only.",
					"Nothing was changed. Leave out --as.");
		}
		return new OpenBackup(this.name, this.source, false, other);
	}

	/**
	 * Return the names that the collections are going to have.
	 * @return the names
	 */
	public Set<String> newNames() {
		return (this.newName != null) ? Set.of(this.newName) : Set.copyOf(this.source.names());
	}

	/**
	 * Return the views that read an excluded collection or view.
	 * @param excluded the names of what is excluded
	 * @return the names of the views
	 */
	public List<String> viewsOn(Set<String> excluded) {
		return this.source.collections()
			.stream()
			.filter((each) -> !Collections.disjoint(each.references(), excluded))
			.map(CollectionDefinition::name)
			.toList();
	}

	/**
	 * Return the source of a restore.
	 */
	CollectionSource restorable() {
		String other = this.newName;
		return (other != null) ? PlannedSource.of(this.source, (each) -> each.withName(other)) : this.source;
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
	 * Describe it. Of its documents, only the histories of migrations are read.
	 * @return the description
	 * @throws MonarchException if it cannot be restored
	 */
	public BackupDescription describe() {
		try {
			return new BackupDescriber(this.source).describe(this.name);
		}
		catch (InterruptedException ex) {
			throw Interruption.cancelled("Run it again.", ex);
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
