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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.monarch.backup.BackupEntry.State;
import io.monarch.backup.archive.ArchiveSource;
import io.monarch.backup.archive.BackupSummary;
import io.monarch.backup.archive.BadBackupException;
import io.monarch.backup.storage.BackupFile;
import io.monarch.backup.storage.BackupStorage;
import io.monarch.backup.storage.LocalFile;
import io.monarch.backup.storage.StoredFile;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;
import io.monarch.transfer.CollectionSummary;
import io.monarch.transfer.EmptySource;
import io.monarch.transfer.SourceSize;
import io.monarch.transfer.Transfer;
import io.monarch.transfer.TransferListener;
import org.jspecify.annotations.Nullable;

/**
 * The backups that there are.
 */
public final class Backups {

	private final BackupStorage storage;

	private final Clock clock;

	/**
	 * Create for a store.
	 * @param storage where backups are kept
	 * @param clock tells how old they are
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
	 * Say where the backups are.
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
	 * @param only the names of the collections that are wanted, or none for all
	 * @param allowEmpty whether it may hold no documents
	 * @return what would be restored
	 * @throws MonarchException if it cannot be restored
	 */
	public BackupContents requireGood(String backup, Set<String> only, boolean allowEmpty) {
		try (ArchiveSource source = open(backup)) {
			ArchiveSource selected = only.isEmpty() ? source : source.only(only);
			if (!allowEmpty && only.isEmpty()) {
				EmptySource.refuse(selected, "backup '" + backup + "'");
			}
			else if (!allowEmpty) {
				EmptySource.refuseNamed(selected, "backup '" + backup + "'");
			}
			return new BackupContents(backup, SourceSize.of(selected), source.summary());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MonarchException(Kind.FAILED, "Cancelled.", "Nothing was changed.", ex);
		}
	}

	/**
	 * Describe a backup, or return {@code null} where it is not there any more. One that
	 * cannot be read, such as one that was moved to an archive of S3, says nothing about
	 * the others; but a store that cannot even be listed fails for all of them.
	 */
	private @Nullable BackupEntry entry(StoredFile file) throws IOException {
		try {
			return read(file);
		}
		catch (IOException ex) {
			return isStored(file.name()) ? withoutSummary(file, State.UNREADABLE) : null;
		}
	}

	private boolean isStored(String name) throws IOException {
		return this.storage.list().stream().anyMatch((file) -> file.name().equals(name));
	}

	private BackupEntry read(StoredFile file) throws IOException {
		try (BackupFile opened = this.storage.open(file.name())) {
			BackupSummary summary = ArchiveSource.summary(opened);
			if (summary != null) {
				return new BackupEntry(file.name(), file.size(), summary.createdAt(), summary.environment(),
						summary.database(), summary.querySet(), summary.documents(), State.COMPLETE);
			}
			return withoutSummary(file, ArchiveSource.isForeign(opened) ? State.FOREIGN : State.INCOMPLETE);
		}
	}

	private static BackupEntry withoutSummary(StoredFile file, State state) {
		return new BackupEntry(file.name(), file.size(), file.modified(), null, null, null, null, state);
	}

	/**
	 * Open a backup for reading.
	 * @param backup the name of a backup, or the path of one or of a dump
	 * @return the backup
	 * @throws MonarchException if there is none, or it is a bad one
	 */
	public ArchiveSource open(String backup) {
		Path path = path(backup);
		return storing(() -> {
			if (isStored(backup)) {
				return ArchiveSource.open(this.storage.open(backup));
			}
			if (path != null && Files.isDirectory(path)) {
				return ArchiveSource.open(path);
			}
			if (path != null && Files.isRegularFile(path)) {
				return ArchiveSource.open(LocalFile.open(path));
			}
			throw unknown(backup);
		});
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
	 * Read every byte of a backup and compare it with what the backup says of itself.
	 * @param backup the name of a backup, or the path of one or of a dump
	 * @param listener is told how it goes on
	 * @return what is wrong with it
	 */
	public Verification verify(String backup, TransferListener listener) {
		return verify(backup, false, listener);
	}

	/**
	 * Read every byte of a backup.
	 * @param allowEmpty whether one without documents can be good: Monarch's own can,
	 * since it was asked for, while that of another tool may be what is left of one
	 */
	Verification verify(String backup, boolean allowEmpty, TransferListener listener) {
		try (ArchiveSource source = open(backup)) {
			List<CollectionSummary> read = Transfer.run(source, new DiscardingSink(), listener);
			boolean empty = read.stream().allMatch((each) -> each.documents() == 0);
			if (empty && !allowEmpty && source.summary() == null) {
				return new Verification(backup, List.of("Backup '" + backup + "' holds no documents."));
			}
			return new Verification(backup, List.of());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MonarchException(Kind.FAILED, "Cancelled.", "Run it again.", ex);
		}
		catch (BadBackupException ex) {
			return new Verification(backup, List.of(String.valueOf(ex.getMessage())));
		}
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
	 * Return which backups are older and more than wanted. The last complete one of each
	 * environment is never among them. What a query set picked is counted by itself, so
	 * that no part of a database takes the place of the whole.
	 * @param keepLast how many of each environment and query set to keep, or 0
	 * @param keepDays for how many days to keep all, or 0
	 * @return the backups that can go, the oldest first
	 */
	public List<BackupEntry> findPrunable(int keepLast, int keepDays) {
		Instant oldest = this.clock.instant().minus(Duration.ofDays(keepDays));
		Map<Origin, Integer> kept = new HashMap<>();
		List<BackupEntry> prunable = new ArrayList<>();
		for (BackupEntry entry : list()) {
			if (entry.state() != State.COMPLETE) {
				continue; // not known to be a backup that this made
			}
			Origin origin = new Origin(entry.environment(), entry.querySet());
			int newer = kept.getOrDefault(origin, 0);
			boolean keep = newer < Math.max(keepLast, 1) || (keepDays > 0 && entry.createdAt().isAfter(oldest));
			if (keep) {
				kept.put(origin, newer + 1);
			}
			else {
				prunable.add(0, entry);
			}
		}
		return List.copyOf(prunable);
	}

	private <T> T storing(Storing<T> work) {
		try {
			return work.run();
		}
		catch (IOException ex) {
			throw new MonarchException(Kind.FAILED,
					"The backups in " + this.storage.description() + " cannot be read: " + ex.getMessage() + ".",
					"Check the store and its configuration under monarch.backups.", ex);
		}
	}

	/**
	 * What backups are of that can take each other's place.
	 */
	private record Origin(@Nullable String environment, @Nullable String querySet) {

	}

	/**
	 * Something to do with the store.
	 */
	@FunctionalInterface
	private interface Storing<T> {

		T run() throws IOException;

	}

}
