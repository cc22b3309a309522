package io.monarch.sample.bundled;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * Stores data in a file. Acknowledged writes have been passed to the operating system, so
 * they survive the end of the process, including {@code kill -9}. A power failure can
 * lose writes that are not on the disk yet.
 */
final class DurableBackend extends H2Backend {

	private static final int COMPACTION_MILLIS = 500;

	DurableBackend(String file) {
		super(file);
	}

	@Override
	public Document handleMessage(MongoMessage message) {
		Document reply = super.handleMessage(message);
		commit();
		return reply;
	}

	@Override
	protected MongoDatabase openOrCreateDatabase(String name) {
		return new H2Database(name, getMvStore(), getCursorRegistry()) {

			@Override
			public void moveCollection(MongoDatabase source, MongoCollection<?> collection, String target) {
				String oldName = collection.getFullName();
				super.moveCollection(source, collection, target);
				renameMaps(getMvStore(), oldName, name + "." + target);
			}

		};
	}

	/**
	 * Rename the maps of a collection, which mongo-java-server 1.47.0 leaves under the
	 * old name, so that the collection would be empty after the file is opened again.
	 */
	private static void renameMaps(MVStore store, String oldName, String newName) {
		for (String map : List.copyOf(store.getMapNames())) {
			if (map.equals("databases." + oldName) || map.equals("meta." + oldName)
					|| map.startsWith(oldName + "._index_")) {
				String renamed = map.replaceFirst(Pattern.quote(oldName), Matcher.quoteReplacement(newName));
				store.removeMap(renamed); // the empty one that it made
				store.renameMap(store.openMap(map), renamed);
			}
		}
	}

	@Override
	public void close() {
		// There was a commit for every write, and each keeps what it replaced for a
		// while.
		getMvStore().setRetentionTime(0);
		try {
			getMvStore().compactFile(COMPACTION_MILLIS);
		}
		catch (MVStoreException ex) {
			// The file is as it was, only larger; the next one that closes it tries
			// again.
		}
		super.close();
	}

}
