package io.monarch.differential;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.mongodb.client.model.Filters;
import io.monarch.backup.archive.Compression;
import io.monarch.testsupport.TestDatabase;
import io.monarch.transfer.Picture;

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

	BACKUP_ONLY_SOME(Tools.NONE, Operation::restoreSome),

	OLD_DUMP((source, target, folder) -> {
		Path dump = Files.createDirectory(folder.resolve("old"));
		OldDump.write(source.database(), dump);
		MonarchCalls.restore(folder, dump.toString(), target.environment(), Set.of(), false);
	}, Tools.OLD),

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

	private final Judged move;

	private final Tools tools;

	Operation(Move move) {
		this(move, Tools.NONE);
	}

	Operation(Tools tools, Judged move) {
		this.move = move;
		this.tools = tools;
	}

	Operation(Move move, Tools tools) {
		this.move = (source, target, folder) -> {
			move.run(source, target, folder);
			return Comparison.of(source.database(), target.database(), tools.changed);
		};
		this.tools = tools;
	}

	boolean needsTools() {
		return this.tools == Tools.DUMP || this.tools == Tools.RESTORE;
	}

	/**
	 * Return what of a database this cannot keep, which is no fault of Monarch.
	 */
	Set<Feature> unsupported() {
		return this.tools.unsupported;
	}

	/**
	 * Move a database.
	 * @return what is not as it should be
	 */
	List<String> move(TestDatabase source, TestDatabase target, Path folder) throws Exception {
		return this.move.run(source, target, folder);
	}

	/**
	 * Restore some collections beside others, which stay. Views that stay may forbid it.
	 */
	private static List<String> restoreSome(TestDatabase source, TestDatabase target, Path folder) {
		target.database()
			.listCollections()
			.filter(Filters.eq("type", "view"))
			.into(new ArrayList<>())
			.forEach((view) -> target.collection(view.getString("name")).drop());
		Map<String, String> whole = Picture.of(source.database());
		Map<String, String> expected = Picture.of(target.database());
		Set<String> only = new TreeSet<>(whole.keySet());
		only.removeIf((name) -> name.startsWith("system.buckets.") || name.hashCode() % 2 == 0);
		if (only.isEmpty()) {
			return List.of();
		}
		String backup = MonarchCalls.backUp(source.environment(), folder, Compression.ZSTD, false);
		MonarchCalls.restore(folder, backup, target.environment(), only, false);
		for (String name : only) {
			expected.remove("system.buckets." + name);
			expected.put(name, whole.getOrDefault(name, ""));
			whole.entrySet()
				.stream()
				.filter((each) -> each.getKey().equals("system.buckets." + name))
				.forEach((each) -> expected.put(each.getKey(), each.getValue()));
		}
		Map<String, String> actual = Picture.of(target.database());
		List<String> differences = new ArrayList<>();
		expected.forEach((name, picture) -> {
			if (!picture.equals(actual.remove(name))) {
				differences.add("'" + name + "': " + (only.contains(name) ? "is not as in the backup" : "has changed")
						+ " (" + picture + ")");
			}
		});
		actual.keySet().forEach((name) -> differences.add("'" + name + "': is extra"));
		return differences;
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

		NONE(EnumSet.noneOf(Feature.class), Set.of()),

		/** mongodump writes definitions as Extended JSON. */
		DUMP(EnumSet.of(Feature.EXTENDED_JSON), Set.of()),

		/**
		 * mongorestore inserts as any client, reads definitions as Extended JSON, and
		 * makes indexes of the latest version.
		 */
		RESTORE(EnumSet.of(Feature.EXTENDED_JSON, Feature.EMPTY_TIMESTAMPS, Feature.LONG_ESCAPED_NAMES), Set.of("v")),

		/** The version of an index is that which servers make today. */
		OLD(EnumSet.of(Feature.TIME_SERIES, Feature.FUNCTIONS), Set.of("v", "background"));

		private final Set<Feature> unsupported;

		private final Set<String> changed;

		Tools(Set<Feature> unsupported, Set<String> changed) {
			this.unsupported = unsupported;
			this.changed = changed;
		}

	}

	@FunctionalInterface
	private interface Judged {

		List<String> run(TestDatabase source, TestDatabase target, Path folder) throws Exception;

	}

	@FunctionalInterface
	private interface Move {

		void run(TestDatabase source, TestDatabase target, Path folder) throws Exception;

	}

}
