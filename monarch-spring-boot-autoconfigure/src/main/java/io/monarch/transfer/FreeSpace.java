package io.monarch.transfer;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Refuses data that does not fit on the disk of a target, if the server reports the free
 * space.
 *
 * @param target the environment
 * @param free the free space on the disk
 * @param old the size of the files of the old data
 * @param inPlace whether the old data is dropped before the new is written
 */
record FreeSpace(Environment target, long free, long old, boolean inPlace) {

	/**
	 * Check that the data of a source fits.
	 * @param only the names of the collections that are replaced, or {@code null} for the
	 * whole database
	 * @throws MonarchException if it does not fit
	 */
	static void require(Environment target, CollectionSource source, boolean inPlace, @Nullable Set<String> only,
			TransferListener listener) throws InterruptedException {
		FreeSpace space = Retry.atFirst(target).call(() -> of(target, inPlace, only));
		if (space != null) {
			space.require(source, listener);
		}
	}

	private static @Nullable FreeSpace of(Environment target, boolean inPlace, @Nullable Set<String> only) {
		Document stats = target.mongoDatabase().runCommand(new Document("dbStats", 1));
		if (!(stats.get("fsTotalSize") instanceof Number total && stats.get("fsUsedSize") instanceof Number used)) {
			return null;
		}
		return new FreeSpace(target, total.longValue() - used.longValue(),
				(only != null) ? files(target, only) : StorageSize.ofFiles(stats), inPlace);
	}

	private static long files(Environment target, Set<String> only) {
		long files = 0;
		for (String name : only) {
			CollectionDefinition found = Catalogue.find(target.mongoDatabase(), name);
			if (found != null && found.kind() != CollectionDefinition.Kind.VIEW) {
				files += StorageSize.ofFiles(Catalogue.stats(target.mongoDatabase(), found.storedName()));
			}
		}
		return files;
	}

	/**
	 * Count the selected data only if all of the data does not fit, since counting can
	 * take long.
	 */
	private void require(CollectionSource source, TransferListener listener) throws InterruptedException {
		if (fits(source.bytesOnDisk())) {
			return;
		}
		OptionalLong needed = source.selectedBytesOnDisk();
		if (needed.isEmpty()) {
			listener.warned("The selected data cannot be counted in time, so it is not known whether it fits on the "
					+ "disk of environment " + this.target.description() + ", which has " + gibibytes(this.free)
					+ " free");
		}
		else if (!fits(needed.getAsLong())) {
			throw tooLarge(needed.getAsLong());
		}
	}

	private boolean fits(long needed) {
		return needed <= this.free + (this.inPlace ? this.old : 0);
	}

	private MonarchException tooLarge(long needed) {
		boolean inPlaceHelps = !this.inPlace && needed <= this.free + this.old;
		return new MonarchException(Kind.FAILED,
				"The disk of environment " + this.target.description() + " has " + gibibytes(this.free)
						+ " free, the old data takes " + gibibytes(this.old) + ", and the new data needs about "
						+ gibibytes(needed) + (this.inPlace ? "." : " beside the old."),
				"Free some space"
						+ (inPlaceHelps ? ", add --in-place, which drops the old data before the new is written," : "")
						+ " or add --ignore-free-space to try it anyway.");
	}

	private static String gibibytes(long bytes) {
		return String.format(Locale.ROOT, "%.2f GiB", (double) bytes / (1 << 30));
	}

}
