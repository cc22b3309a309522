package io.monarch.shell;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.monarch.backup.BackupContents;
import io.monarch.backup.archive.BackupSummary;
import io.monarch.environment.Environment;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.queryset.Selector;
import io.monarch.safety.DestructiveAction;
import io.monarch.transfer.CollectionSource;
import io.monarch.transfer.DatabaseSize;
import io.monarch.transfer.EmptySource;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.SourceSize;
import io.monarch.transfer.TransferListener;
import org.jspecify.annotations.Nullable;

/**
 * Describes the new data of a replacement, before it is confirmed.
 */
final class Arrivals {

	private static final int SHOWN = 10;

	private Arrivals() {
	}

	/**
	 * Describe the data of a copy. The query set runs for that, so that it prompts before
	 * the lock of the target is acquired.
	 * @param querySet the name of the query set, or {@code null} if there is none
	 */
	static List<String> of(Environment from, Selector selector, @Nullable String querySet, boolean allowEmpty) {
		List<String> lines = new ArrayList<>();
		lines.add("from environment " + from.description()
				+ ((querySet != null) ? ", selected by query set '" + querySet + "'" : ""));
		if (querySet == null) {
			DatabaseSize size = DatabaseSize.of(from);
			lines.add("database " + from.database() + ": " + Sizes.count(size.collections(), "collection") + ", "
					+ DestructiveAction.sized(size.documents(), size.buckets(), size.bytes()));
			return lines;
		}
		lines.addAll(selected(from, selector, allowEmpty));
		return lines;
	}

	private static List<String> selected(Environment from, Selector selector, boolean allowEmpty) {
		try (CollectionSource source = EnvironmentReader.of(selector).open(from, new TransferListener() {
		})) {
			if (!allowEmpty) {
				EmptySource.refuse(source, "the query set's selection from environment " + from.description());
			}
			SourceSize size = SourceSize.of(source);
			List<String> lines = new ArrayList<>();
			lines.add("database " + from.database() + ": " + sized(size));
			lines.add(named(size.collections()));
			if (!size.empty().isEmpty()) {
				lines.add("no documents of " + named(size.empty()));
			}
			Transfers.willBeMasked(source.masked()).forEach((line) -> lines.add(uncapitalized(line)));
			return lines;
		}
		catch (InterruptedException ex) {
			throw Interruption.cancelled("Nothing was changed.", ex);
		}
	}

	/**
	 * Describe the data of a restore.
	 * @param only the names of the collections to restore, or none for all
	 */
	static List<String> of(BackupContents contents, Set<String> only, Instant now) {
		List<String> lines = new ArrayList<>();
		lines.add("from backup " + contents.name() + ": " + sized(contents.size()));
		BackupSummary summary = contents.summary();
		if (summary != null) {
			lines.add("made " + Sizes.time(summary.createdAt(), now) + " of environment '" + summary.environment()
					+ "', database " + summary.database()
					+ ((summary.querySet() != null) ? ", by query set '" + summary.querySet() + "'" : ""));
		}
		if (!only.isEmpty()) {
			lines.add(named(contents.size().collections()) + "; all others stay as they are");
		}
		return lines;
	}

	private static String sized(SourceSize size) {
		String collections = Sizes.count(size.collections().size(), "collection");
		return size.documents().isPresent()
				? collections + ", "
						+ DestructiveAction.sized(size.documents().getAsLong(), size.buckets(), size.bytes())
				: collections + ", documents not counted, at most " + Sizes.bytes(size.bytes());
	}

	private static String uncapitalized(String line) {
		return Character.toLowerCase(line.charAt(0)) + line.substring(1);
	}

	private static String named(List<String> names) {
		if (names.size() <= SHOWN) {
			return "collection" + ((names.size() == 1) ? " " : "s ") + String.join(", ", names);
		}
		return "collections " + String.join(", ", names.subList(0, SHOWN)) + " and " + (names.size() - SHOWN) + " more";
	}

}
