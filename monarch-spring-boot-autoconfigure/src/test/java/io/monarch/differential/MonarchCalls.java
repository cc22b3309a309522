package io.monarch.differential;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;

import io.monarch.backup.BackupCreator;
import io.monarch.backup.BackupRestorer;
import io.monarch.backup.Backups;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.environment.Environment;
import io.monarch.queryset.Selector;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionSource;
import io.monarch.transfer.Copies;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.EnvironmentCopier;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.ReplacementOptions;
import io.monarch.transfer.ReplacementRequest;
import io.monarch.transfer.TransferListener;

/**
 * Everything that the differential test calls of Monarch.
 */
final class MonarchCalls {

	/** So small that collections of 100 documents are read in ranges. */
	private static final long SMALL = 4 << 10;

	private static final TransferListener SILENT = new TransferListener() {
	};

	private static final DatabaseReplacement REPLACEMENT = new DatabaseReplacement(Copies.LOCKS);

	private MonarchCalls() {
	}

	static void copy(Environment from, Environment to, boolean inPlace) {
		new EnvironmentCopier(REPLACEMENT).copy(from, to, Selector.EVERYTHING, Copies.approval(to), options(inPlace),
				SILENT);
	}

	/**
	 * Copy with ranges that are small, so that collections of some hundred documents are
	 * divided.
	 */
	static void copyInRanges(Environment from, Environment to, boolean inPlace) {
		REPLACEMENT.replace(
				new ReplacementRequest(to, Copies.approval(to), ReplacementRequest.Scope.DATABASE, "ranges",
						options(inPlace), SILENT),
				(lease) -> inRanges(EnvironmentReader.EVERYTHING).open(from, SILENT));
	}

	static String backUp(Environment from, Path folder, Compression compression, boolean ranges) {
		EnvironmentReader reader = ranges ? inRanges(EnvironmentReader.EVERYTHING) : EnvironmentReader.EVERYTHING;
		return new BackupCreator(new FolderStorage(folder), compression, Clock.systemUTC())
			.create(from, reader, null, SILENT)
			.name();
	}

	static List<String> verify(Path folder, String backup) {
		return backups(folder).verify(backup, SILENT).problems();
	}

	static void restore(Path folder, String backup, Environment to, Set<String> only, boolean inPlace) {
		new BackupRestorer(backups(folder), REPLACEMENT).restore(backup, to, only, Copies.approval(to),
				options(inPlace), SILENT);
	}

	private static Backups backups(Path folder) {
		return new Backups(new FolderStorage(folder), Clock.systemUTC());
	}

	/**
	 * A random database may be empty. The disk of a machine that runs tests may be full.
	 */
	private static ReplacementOptions options(boolean inPlace) {
		return ReplacementOptions.DEFAULT.withInPlace(inPlace).withAllowEmpty(true).withIgnoreFreeSpace(true);
	}

	private static EnvironmentReader inRanges(EnvironmentReader reader) {
		return (environment, listener) -> new SmallRanges(reader.open(environment, listener));
	}

	private record SmallRanges(CollectionSource source) implements CollectionSource {

		@Override
		public List<CollectionDefinition> collections() {
			return this.source.collections();
		}

		@Override
		public List<Part> parts(CollectionDefinition collection, long partBytes) throws InterruptedException {
			return this.source.parts(collection, SMALL);
		}

		@Override
		public long bytesOnDisk() throws InterruptedException {
			return this.source.bytesOnDisk();
		}

		@Override
		public boolean isConsistent() {
			return this.source.isConsistent();
		}

		@Override
		public void close() {
			this.source.close();
		}

	}

}
