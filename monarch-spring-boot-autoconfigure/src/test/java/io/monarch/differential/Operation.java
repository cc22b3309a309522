package io.monarch.differential;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

import io.monarch.backup.archive.Compression;
import io.monarch.testsupport.TestDatabase;

/**
 * The ways by which a database moves to another one.
 */
enum Operation {

	COPY((source, target, folder) -> MonarchCalls.copy(source.environment(), target.environment(), false)),

	COPY_IN_PLACE((source, target, folder) -> MonarchCalls.copy(source.environment(), target.environment(), true)),

	COPY_IN_RANGES(
			(source, target, folder) -> MonarchCalls.copyInRanges(source.environment(), target.environment(), false)),

	COPY_IN_RANGES_IN_PLACE(
			(source, target, folder) -> MonarchCalls.copyInRanges(source.environment(), target.environment(), true)),

	BACKUP_ZSTD((source, target, folder) -> restore(source, target, folder, Compression.ZSTD, false, false)),

	BACKUP_GZIP((source, target, folder) -> restore(source, target, folder, Compression.GZIP, true, false)),

	BACKUP_UNCOMPRESSED((source, target, folder) -> restore(source, target, folder, Compression.NONE, false, true)),

	BACKUP_IN_RANGES_IN_PLACE(
			(source, target, folder) -> restore(source, target, folder, Compression.ZSTD, true, true)),

	STOCK_RESTORE((source, target, folder) -> stockRestore(source, target, folder, Compression.ZSTD), Tools.RESTORE),

	STOCK_RESTORE_GZIP((source, target, folder) -> stockRestore(source, target, folder, Compression.GZIP),
			Tools.RESTORE),

	STOCK_DUMP((source, target, folder) -> {
		StockTools.dump(source, "--out", folder.toString());
		dumpRestored(folder, folder.resolve(source.name()), target);
	}, Tools.DUMP),

	STOCK_DUMP_GZIP((source, target, folder) -> {
		StockTools.dump(source, "--gzip", "--out", folder.toString());
		dumpRestored(folder, folder, target);
	}, Tools.DUMP),

	STOCK_ARCHIVE((source, target, folder) -> {
		StockTools.dump(source, "--archive=" + folder.resolve("dump.archive"));
		dumpRestored(folder, folder.resolve("dump.archive"), target);
	}, Tools.DUMP),

	STOCK_ARCHIVE_GZIP((source, target, folder) -> {
		StockTools.dump(source, "--gzip", "--archive=" + folder.resolve("dump.archive.gz"));
		dumpRestored(folder, folder.resolve("dump.archive.gz"), target);
	}, Tools.DUMP);

	private final Move move;

	private final Tools tools;

	Operation(Move move) {
		this(move, Tools.NONE);
	}

	Operation(Move move, Tools tools) {
		this.move = move;
		this.tools = tools;
	}

	boolean needsTools() {
		return this.tools != Tools.NONE;
	}

	/**
	 * Return what of a database this cannot keep, which is no fault of Monarch.
	 */
	Set<Feature> unsupported() {
		return this.tools.unsupported;
	}

	void move(TestDatabase source, TestDatabase target, Path folder) throws Exception {
		this.move.run(source, target, folder);
	}

	private static void restore(TestDatabase source, TestDatabase target, Path folder, Compression compression,
			boolean ranges, boolean inPlace) {
		String backup = MonarchCalls.backUp(source.environment(), folder, compression, ranges);
		requireGood(folder, backup);
		MonarchCalls.restore(folder, backup, target.environment(), Set.of(), inPlace);
	}

	private static void requireGood(Path folder, String backup) {
		if (!MonarchCalls.verify(folder, backup).isEmpty()) {
			throw new IllegalStateException("The backup has problems: " + MonarchCalls.verify(folder, backup));
		}
	}

	private static void stockRestore(TestDatabase source, TestDatabase target, Path folder, Compression compression)
			throws Exception {
		String backup = MonarchCalls.backUp(source.environment(), folder, compression, false);
		Path dump = Files.createDirectories(folder.resolve("dump").resolve(target.name()));
		boolean gzip = compression == Compression.GZIP;
		StockTools.unpack(folder.resolve(backup), dump, gzip);
		target.database().drop();
		if (gzip) {
			StockTools.restore(target, dump.getParent(), "--gzip");
		}
		else {
			StockTools.restore(target, dump.getParent());
		}
	}

	private static void dumpRestored(Path folder, Path dump, TestDatabase target) {
		requireGood(folder, dump.toString());
		MonarchCalls.restore(folder, dump.toString(), target.environment(), Set.of(), false);
	}

	/**
	 * Which of the stock tools are needed, and what they change by themselves.
	 */
	private enum Tools {

		NONE(EnumSet.noneOf(Feature.class)),

		/** mongodump writes definitions as Extended JSON. */
		DUMP(EnumSet.of(Feature.EXTENDED_JSON)),

		/** mongorestore inserts as any client, and reads definitions as Extended JSON. */
		RESTORE(EnumSet.of(Feature.EXTENDED_JSON, Feature.EMPTY_TIMESTAMPS));

		private final Set<Feature> unsupported;

		Tools(Set<Feature> unsupported) {
			this.unsupported = unsupported;
		}

	}

	@FunctionalInterface
	private interface Move {

		void run(TestDatabase source, TestDatabase target, Path folder) throws Exception;

	}

}
