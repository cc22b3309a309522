package io.monarch.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

import io.monarch.backup.BackupEntry.State;
import io.monarch.backup.Prunable.Reason;
import io.monarch.backup.archive.ArchiveSource;
import io.monarch.backup.archive.BadBackupException;
import io.monarch.backup.storage.BackupFile;
import io.monarch.backup.storage.BackupStorage;
import io.monarch.backup.storage.LocalFile;
import io.monarch.backup.storage.StoreFailure;
import io.monarch.backup.storage.StoredFile;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;
import io.monarch.transfer.TransferListener;
import org.jspecify.annotations.Nullable;

/**
 * The backups in a store.
 */
public final class Backups {

	private final BackupStorage storage;

	private final Clock clock;

	/**
	 * Create for a store.
	 * @param storage the store
	 * @param clock the clock for the age of backups
	 */
	public Backups(BackupStorage storage, Clock clock) {
		this.storage = storage;
		this.clock = clock;
	}

	/**
	 * List the backups, which costs one small read each.
	 * @return the backups, the newest first
	 */
	public List<BackupEntry> list() {
		return storing(() -> {
			List<BackupEntry> entries = new ArrayList<>();
			for (StoredFile file : this.storage.list()) {
				BackupEntry entry = entry(file);
				if (entry != null) {
					entries.add(entry);
				}
			}
			entries.sort(Comparator.comparing(BackupEntry::createdAt).reversed().thenComparing(BackupEntry::name));
			return List.copyOf(entries);
		});
	}

	/**
	 * Return the names of the backups, without reading them.
	 * @return the names
	 */
	public List<String> names() {
		return storing(() -> this.storage.list().stream().map(StoredFile::name).sorted().toList());
	}

	/**
	 * Return a description of the store.
	 * @return for example {@code folder /backups}
	 */
	public String description() {
		return this.storage.description();
	}

	/**
	 * Find a backup.
	 * @param backup its name
	 * @return the backup
	 * @throws MonarchException if there is none
	 */
	public BackupEntry find(String backup) {
		return storing(() -> {
			for (StoredFile file : this.storage.list()) {
				BackupEntry entry = file.name().equals(backup) ? entry(file) : null;
				if (entry != null) {
					return entry;
				}
			}
			throw unknown(backup);
		});
	}

	/**
	 * Check, without reading all of it, that a backup can be restored.
	 * @param backup the name of a backup, or the path of one or of a dump
	 * @param only the names of the selected collections, or none for all
	 * @param allowEmpty whether it may contain no documents
	 * @return the contents that would be restored
	 * @throws MonarchException if it cannot be restored
	 */
	public BackupContents requireGood(String backup, @Nullable String database, Set<String> only, boolean allowEmpty) {
		try (OpenBackup opened = open(backup, database, only)) {
			return opened.requireGood(allowEmpty);
		}
	}

	/**
	 * Describe a backup, or return {@code null} if it no longer exists. An unreadable
	 * backup, such as one in an archive class of S3, does not affect the others, whatever
	 * is thrown. But if the store cannot be listed, all of them fail.
	 */
	private @Nullable BackupEntry entry(StoredFile file) throws IOException {
		try {
			return BackupLabel.read(this.storage, file, this.clock.instant());
		}
		catch (IOException | RuntimeException ex) {
			return isStored(file.name()) ? BackupLabel.without(file, State.UNREADABLE) : null;
		}
	}

	private boolean isStored(String name) throws IOException {
		return this.storage.list().stream().anyMatch((file) -> file.name().equals(name));
	}

	/**
	 * Open a backup for reading.
	 * @param backup the name of a backup, or the path of one or of a dump
	 * @return the backup
	 * @throws MonarchException if there is none, or it is damaged
	 */
	public ArchiveSource open(String backup) {
		return open(backup, null);
	}

	/**
	 * Open a database of a backup for reading.
	 * @param backup the name of a backup, or the path of one or of a dump
	 * @param database the name of the database in it, or {@code null} for the only one
	 * @return the backup
	 * @throws MonarchException if there is none, it is damaged, or does not contain that
	 * database
	 */
	public ArchiveSource open(String backup, @Nullable String database) {
		Path path = path(backup);
		return storing(() -> {
			if (isStored(backup)) {
				return ArchiveSource.open(this.storage.open(backup), database);
			}
			if (path != null && Files.isDirectory(path)) {
				return ArchiveSource.open(path, database);
			}
			if (path != null && Files.isRegularFile(path)) {
				return ArchiveSource.open(LocalFile.open(path), database);
			}
			throw unknown(backup);
		});
	}

	/**
	 * Open a database of a backup, or some collections of it, for reading.
	 * @param backup the name of a backup, or the path of one or of a dump
	 * @param database the name of the database in it, or {@code null} for the only one
	 * @param only the names of the selected collections, or none for all
	 * @return the backup
	 * @throws MonarchException if there is none, it is damaged, or does not contain that
	 * database or those collections
	 */
	public OpenBackup open(String backup, @Nullable String database, Set<String> only) {
		ArchiveSource source = open(backup, database);
		try {
			return new OpenBackup(backup, source, only);
		}
		catch (RuntimeException ex) {
			source.close();
			throw ex;
		}
	}

	private static Path path(String backup) {
		try {
			return Path.of(backup);
		}
		catch (InvalidPathException ex) {
			return Path.of("");
		}
	}

	private MonarchException unknown(String backup) throws IOException {
		List<String> names = this.storage.list().stream().map(StoredFile::name).sorted().toList();
		String nearest = NearestName.question(backup, names);
		return new MonarchException(Kind.BAD_INPUT,
				"There is no backup '" + backup + "' in " + this.storage.description() + "." + nearest,
				"See 'monarch list-backups'.");
	}

	/**
	 * Read every byte of a backup and compare it with the backup's checksums.
	 * @param backup the name of a backup, or the path of one or of a dump
	 * @param listener notified of the progress
	 * @return the verification
	 */
	public Verification verify(String backup, TransferListener listener) {
		return verify(backup, null, Set.of(), false, listener);
	}

	/**
	 * Read every byte of a database of a backup and compare it with the backup's
	 * checksums.
	 * @param backup the name of a backup, or the path of one or of a dump
	 * @param database the name of the database in it, or {@code null} for the only one
	 * @param only the names of the collections to read, or none for all
	 * @param listener notified of the progress
	 * @return the verification
	 */
	public Verification verify(String backup, @Nullable String database, Set<String> only, TransferListener listener) {
		return verify(backup, database, only, false, listener);
	}

	/**
	 * Read every byte of a backup.
	 * @param allowEmpty whether a backup without documents can be good: Monarch's own
	 * can, since it was requested, while that of another tool may be the remains of one
	 */
	Verification verify(String backup, @Nullable String database, Set<String> only, boolean allowEmpty,
			TransferListener listener) {
		try (OpenBackup opened = open(backup, database, only)) {
			return opened.verify(allowEmpty, listener);
		}
		catch (BadBackupException ex) {
			return new Verification(backup, List.of(String.valueOf(ex.getMessage())));
		}
	}

	/**
	 * Return the proven backups that can replace a backup, and the backup itself if it is
	 * proven. They are of the same environment, database, query set, application and
	 * hosts.
	 * @param backup the backup
	 * @return the backups, the newest first
	 */
	public List<BackupEntry> provenLike(BackupEntry backup) {
		BackupSeries series = BackupSeries.of(backup);
		return list().stream()
			.filter((each) -> each.proof() != null && BackupSeries.of(each).equals(series))
			.filter((each) -> each.state() == State.COMPLETE || each.name().equals(backup.name()))
			.toList();
	}

	/**
	 * Delete a backup.
	 * @param backup its name
	 */
	public void delete(String backup) {
		storing(() -> {
			if (!isStored(backup)) {
				throw unknown(backup);
			}
			this.storage.delete(backup);
			return backup;
		});
	}

	/**
	 * Return the identity of a backup.
	 * @param backup its name
	 * @return the identity, or {@code null} if it is not a complete one of Monarch's own
	 * in the store
	 */
	@Nullable StoredIdentity identity(String backup) {
		return this.<@Nullable StoredIdentity>storing(() -> {
			if (!isStored(backup)) {
				return null;
			}
			try (BackupFile file = this.storage.open(backup)) {
				String checksum = ArchiveSource.checksum(file);
				return (checksum != null) ? new StoredIdentity(checksum, file.size()) : null;
			}
		});
	}

	/**
	 * Record that a backup was proven.
	 * @param backup its name
	 * @param proven its identity when it was opened
	 * @param proof the proof
	 * @throws MonarchException if it was replaced or deleted in the meantime, or the
	 * record cannot be written
	 */
	void record(String backup, StoredIdentity proven, Proof proof) {
		requireSame(backup, proven);
		try {
			ProofRecord.write(this.storage, backup, proven.checksum(), proven.size(), proof);
		}
		catch (IOException ex) {
			throw new MonarchException(Kind.FAILED,
					"Backup '" + backup + "' can be restored, but that cannot be recorded in "
							+ this.storage.placeOfProof(backup) + ": " + StoreFailure.describe(ex) + ".",
					"Check this user's permissions in the store, and run it again.", ex);
		}
	}

	private void requireSame(String backup, StoredIdentity proven) {
		if (!proven.equals(identity(backup))) {
			throw new MonarchException(Kind.FAILED,
					"Backup '" + backup + "' was replaced or deleted while it was being proven.",
					"Nothing was recorded. Run it again.");
		}
	}

	/**
	 * Return the backups that exceed the retention. A backup is among them only if enough
	 * newer ones of the same environment, database, query set, application and hosts are
	 * good.
	 * @param keepLast the number of backups of each to keep, or 0
	 * @param keepDays the number of days for which to keep all backups, or 0
	 * @param thoroughly whether to read every byte of those that are kept as the last
	 * good ones, and not only their structure
	 * @param listener notified of the progress of reading
	 * @return the backups that can be deleted
	 */
	public Prunable findPrunable(int keepLast, int keepDays, boolean thoroughly, TransferListener listener) {
		Instant oldest = this.clock.instant().minus(Duration.ofDays(keepDays));
		return new Retention(keepLast, oldest, (entry) -> findFault(entry, thoroughly, listener)).decide(list());
	}

	private @Nullable Reason findFault(BackupEntry entry, boolean thoroughly, TransferListener listener) {
		try {
			if (thoroughly) {
				return verify(entry.name(), listener).isGood() ? null : Reason.BAD;
			}
			var unused = requireGood(entry.name(), null, Set.of(), true);
			return null;
		}
		catch (BadBackupException ex) {
			return Reason.BAD;
		}
		catch (RuntimeException | StackOverflowError | OutOfMemoryError ex) {
			if (Interruption.isPending()) {
				throw ex;
			}
			return Reason.UNREADABLE; // after any failure, this backup does not count
		}
	}

	/**
	 * Delete prunable backups. One that cannot be deleted does not prevent the deletion
	 * of others.
	 * @param prunable the backups to delete
	 * @return the result
	 * @throws MonarchException if a backup that is to be kept instead is gone: then
	 * nothing is deleted
	 */
	public Pruned prune(Prunable prunable) {
		List<String> names = names();
		prunable.kept().stream().filter((kept) -> !names.contains(kept.name())).findFirst().ifPresent((gone) -> {
			throw new MonarchException(
					Kind.FAILED, "Backup '" + gone.name()
							+ "' was deleted in the meantime, but was to be kept instead of older " + "ones.",
					"Nothing was deleted. Run it again.");
		});
		List<BackupEntry> deleted = new ArrayList<>();
		List<String> failures = new ArrayList<>();
		for (BackupEntry entry : prunable.entries()) {
			if (!names.contains(entry.name())) {
				continue; // another process has deleted it
			}
			try {
				this.storage.delete(entry.name());
				deleted.add(entry);
			}
			catch (IOException ex) {
				failures.add("Backup '" + entry.name() + "' cannot be deleted: " + StoreFailure.describe(ex) + ".");
			}
		}
		return new Pruned(deleted, failures);
	}

	private <T extends @Nullable Object> T storing(Storing<T> work) {
		try {
			return work.run();
		}
		catch (IOException ex) {
			throw new MonarchException(
					Kind.FAILED, "The backups in " + this.storage.description() + " cannot be read: "
							+ StoreFailure.describe(ex) + ".",
					"Check the store and its configuration under monarch.backups.", ex);
		}
	}

	/**
	 * An operation on the store.
	 */
	@FunctionalInterface
	private interface Storing<T extends @Nullable Object> {

		T run() throws IOException;

	}

}
