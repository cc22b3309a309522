package io.monarch.faults;

import java.util.Locale;

/**
 * A kind of fault, with how many rounds of it are played in a build and in the full set.
 */
enum Kind {

	/** 32 instances that migrate at once. */
	STARTERS(0, 3, 1000),

	/** Kill -9 of a process that migrates. */
	MIGRATE_KILL(1, 2, 800),

	/** Kill -9 of a process that copies. */
	COPY_KILL(1, 2, 500),

	/** Kill -9 of a process that backs up. */
	BACKUP_KILL(0, 2, 500),

	/** Kill -9 of a process that restores. */
	RESTORE_KILL(1, 2, 500),

	/** SIGSTOP for longer than the lease, while another one takes over. */
	PAUSE(0, 1, 200),

	/** Two processes whose clocks are an hour off in different directions. */
	CLOCK(0, 1, 200),

	/** Connections reset, cut in a message, held, or without a way back. */
	PARTITION(0, 1, 200),

	/** The primary of three members steps down. */
	STEP_DOWN(0, 1, 100),

	/** The primary of three members is killed. */
	PRIMARY_KILL(0, 1, 100),

	/** The disk of the backups is full. */
	DISK(0, 1, 50),

	/** Errors, resets, lost answers and a kill at a request to S3. */
	S3(0, 1, 100),

	/** Kill -9 of the application itself, while it migrates at its start. */
	DEPLOY_KILL(0, 1, 200),

	/** Kill -9 of the application while it migrates several tenants at once. */
	TENANTS(0, 1, 200),

	/** Kill -9 of a process that imports the history of another tool. */
	IMPORT_KILL(0, 1, 100),

	/** Kill -9 of a process that proves a backup. */
	PROVE_KILL(0, 1, 200),

	/** Kill -9 of a process that rehearses migrations. */
	REHEARSE_KILL(0, 1, 200),

	/** Kill -9 of processes that run batch migrations. */
	BATCH_KILL(1, 2, 500),

	/** SIGSTOP of one that runs batch migrations, while another one takes over. */
	BATCH_PAUSE(0, 1, 200),

	/** The primary of three members steps down while batches are under way. */
	BATCH_STEP_DOWN(0, 1, 100);

	private final int quick;

	private final int many;

	private final int full;

	Kind(int quick, int many, int full) {
		this.quick = quick;
		this.many = many;
		this.full = full;
	}

	int quick() {
		return this.quick;
	}

	int many() {
		return this.many;
	}

	int full() {
		return this.full;
	}

	/**
	 * Tell whether rounds of it break the server of three members, one at a time.
	 */
	boolean three() {
		return this == STEP_DOWN || this == PRIMARY_KILL || this == BATCH_STEP_DOWN;
	}

	/**
	 * Tell whether its rounds run batch migrations.
	 */
	boolean ofBatches() {
		return this == BATCH_KILL || this == BATCH_PAUSE || this == BATCH_STEP_DOWN;
	}

	String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
