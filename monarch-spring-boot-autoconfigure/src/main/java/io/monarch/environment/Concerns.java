package io.monarch.environment;

import com.mongodb.ReadConcern;
import com.mongodb.ReadConcernLevel;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import org.jspecify.annotations.Nullable;

/**
 * The read and write concerns that Monarch works with. Those of a client are chosen for
 * its application: {@code linearizable} cannot be used in transactions and on
 * secondaries, {@code available} may return documents twice, and {@code snapshot} is not
 * available for all commands. Unacknowledged writes never fail, and a write that waits
 * for certain members may wait forever or time out.
 */
final class Concerns {

	private Concerns() {
	}

	/**
	 * Return a database with usable concerns: its own where possible.
	 */
	static MongoDatabase usable(MongoDatabase database) {
		ReadConcern read = usable(database.getReadConcern());
		WriteConcern write = usable(database.getWriteConcern());
		MongoDatabase usable = database;
		if (!read.equals(database.getReadConcern())) {
			usable = usable.withReadConcern(read);
		}
		if (!write.equals(database.getWriteConcern())) {
			usable = usable.withWriteConcern(write);
		}
		return usable;
	}

	private static ReadConcern usable(ReadConcern concern) {
		ReadConcernLevel level = concern.getLevel();
		boolean usable = level == null || level == ReadConcernLevel.LOCAL || level == ReadConcernLevel.MAJORITY;
		return usable ? concern : ReadConcern.LOCAL;
	}

	/**
	 * Keeps the server's default and acknowledgement by one member, since documents that
	 * are lost with a member are detected by the final count. More members become a
	 * majority, and writes have no timeout.
	 */
	private static WriteConcern usable(WriteConcern concern) {
		if (concern.equals(WriteConcern.ACKNOWLEDGED) || !concern.isAcknowledged()) {
			return WriteConcern.ACKNOWLEDGED;
		}
		Boolean journal = Boolean.TRUE.equals(concern.getJournal()) ? Boolean.TRUE : null;
		Object members = concern.getWObject();
		if (members == null || Integer.valueOf(1).equals(members)) {
			return journal((members == null) ? WriteConcern.ACKNOWLEDGED : WriteConcern.W1, journal);
		}
		return journal(WriteConcern.MAJORITY, journal);
	}

	private static WriteConcern journal(WriteConcern concern, @Nullable Boolean journal) {
		return (journal != null) ? concern.withJournal(journal) : concern;
	}

}
