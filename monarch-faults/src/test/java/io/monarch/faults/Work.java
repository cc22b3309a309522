package io.monarch.faults;

import java.io.IOException;
import java.util.List;

/**
 * The work that is broken.
 */
enum Work {

	MIGRATE, COPY, RESTORE, BACKUP, IMPORT, PROVE, REHEARSE;

	/** What kinds of fault draw from that are about any work. */
	static final List<Work> DRAWN = List.of(MIGRATE, COPY, RESTORE, BACKUP);

	/** What writes to a database. */
	static final List<Work> WRITING = List.of(MIGRATE, COPY, RESTORE);

	Job of(Round round) throws IOException {
		return switch (this) {
			case MIGRATE -> new MigrateJob(round);
			case COPY -> new ReplaceJob(round, false);
			case RESTORE -> new ReplaceJob(round, true);
			case IMPORT -> new ImportJob(round);
			case PROVE -> new ProveJob(round);
			case REHEARSE -> new RehearseJob(round);
			case BACKUP -> new BackupJob(round, round.folder.resolve("backups"));
		};
	}

}
