package io.monarch.backup;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

import com.mongodb.MongoException;
import io.monarch.backup.archive.ArchiveWriter;
import io.monarch.backup.archive.BackupOrigin;
import io.monarch.backup.archive.BackupOwner;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.BackupStorage;
import io.monarch.backup.storage.BackupWriter;
import io.monarch.backup.storage.StoreFailure;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.queryset.MaskedCollection;
import io.monarch.transfer.CollectionSource;
import io.monarch.transfer.CollectionSummary;
import io.monarch.transfer.EmptySource;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.Transfer;
import io.monarch.transfer.TransferListener;
import io.monarch.transfer.TransferObserver;
import io.monarch.transfer.TransferResult;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Creates backups.
 */
public final class BackupCreator {

	private final BackupStorage storage;

	private final Compression compression;

	private final Clock clock;

	private final TransferObserver observer;

	private final String application;

	/**
	 * Create a creator.
	 * @param storage the store of backups
	 * @param compression their compression
	 * @param clock the clock for the time of their creation
	 */
	public BackupCreator(BackupStorage storage, Compression compression, Clock clock) {
		this(storage, compression, clock, TransferObserver.NONE);
	}

	/**
	 * Create a creator with an observer.
	 * @param storage the store of backups
	 * @param compression their compression
	 * @param clock the clock for the time of their creation
	 * @param observer observes each backup
	 */
	public BackupCreator(BackupStorage storage, Compression compression, Clock clock, TransferObserver observer) {
		this(storage, compression, clock, observer, "");
	}

	/**
	 * Create a creator with an observer, for an application.
	 * @param storage the store of backups
	 * @param compression their compression
	 * @param clock the clock for the time of their creation
	 * @param observer observes each backup
	 * @param application the name of the application, which distinguishes its backups
	 * from those of others in the same store, or an empty text
	 */
	public BackupCreator(BackupStorage storage, Compression compression, Clock clock, TransferObserver observer,
			String application) {
		this.storage = storage;
		this.compression = compression;
		this.clock = clock;
		this.observer = observer;
		this.application = application;
	}

	/**
	 * Back up a whole database.
	 * @param environment the environment whose database it is
	 * @param reader reads it
	 * @param base the first part of the backup's name, or {@code null} for that of the
	 * database
	 * @param listener notified of the progress
	 * @return the backup
	 * @throws MonarchException if the backup fails; nothing of it then remains
	 */
	public BackupResult create(Environment environment, EnvironmentReader reader, @Nullable String base,
			TransferListener listener) {
		return create(environment, reader, null, base, false, listener);
	}

	/**
	 * Back up a database, or a part of it. A part does not count as a backup of the whole
	 * database when backups are pruned.
	 * @param environment the environment of the database
	 * @param reader reads it, or a part of it
	 * @param querySet the name of the query set that selects the part, or {@code null}
	 * @param base the first part of the backup's name, or {@code null} for that of the
	 * database
	 * @param allowEmpty whether to create a backup without documents
	 * @param listener notified of the progress
	 * @return the backup
	 * @throws MonarchException if the backup fails; nothing of it then remains
	 */
	public BackupResult create(Environment environment, EnvironmentReader reader, @Nullable String querySet,
			@Nullable String base, boolean allowEmpty, TransferListener listener) {
		return this.observer.observe(TransferObserver.Operation.BACKUP, environment,
				() -> write(environment, reader, querySet, base, allowEmpty, listener), BackupResult::transfer);
	}

	private BackupResult write(Environment environment, EnvironmentReader reader, @Nullable String querySet,
			@Nullable String base, boolean allowEmpty, TransferListener listener) {
		long start = System.nanoTime();
		Instant now = this.clock.instant();
		String first = (base != null) ? base : environment.database();
		BackupOrigin origin = new BackupOrigin(environment.name(), environment.database(), querySet,
				serverVersion(environment), now, new BackupOwner(this.application, environment.hosts()));
		try (CollectionSource source = reader.open(environment, listener)) {
			if (!allowEmpty) {
				EmptySource.refuse(source, "environment " + environment.description()
						+ ((querySet != null) ? ", of which query set '" + querySet + "' selects a part," : ""));
			}
			try (BackupWriter output = this.storage.create(first, LocalDate.ofInstant(now, ZoneOffset.UTC));
					ArchiveWriter sink = new ArchiveWriter(output, origin, this.compression)) {
				List<CollectionSummary> collections = Transfer.run(source, sink, listener);
				sink.mask(source.masked().stream().map(MaskedCollection::collection).toList());
				sink.complete(source.inconsistent());
				TransferResult transfer = new TransferResult(collections, source.inconsistent(),
						Duration.ofNanos(System.nanoTime() - start), source.masked());
				return new BackupResult(output.name(), output.channel().size(), environment.name(),
						environment.database(), now, transfer);
			}
		}
		catch (IOException ex) {
			throw new MonarchException(Kind.FAILED, "No backup can be written to " + this.storage.description() + ": "
					+ StoreFailure.describe(ex) + ".", "Check the store and run it again.", ex);
		}
		catch (InterruptedException ex) {
			throw Interruption.cancelled("No backup was made.", ex);
		}
	}

	private static String serverVersion(Environment environment) {
		try {
			return environment.mongoDatabase().runCommand(new Document("buildInfo", 1)).get("version", "unknown");
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
		}
	}

}
