package io.monarch.compare;

import io.monarch.backup.Backups;
import io.monarch.environment.Environment;
import io.monarch.transfer.TransferListener;
import org.jspecify.annotations.Nullable;

/**
 * One side of a comparison: the database of an environment, or a backup.
 */
public final class ComparedDatabase {

	private final String name;

	private final @Nullable Environment environment;

	private final Opener opener;

	private ComparedDatabase(String name, @Nullable Environment environment, Opener opener) {
		this.name = name;
		this.environment = environment;
		this.opener = opener;
	}

	/**
	 * Return the database of an environment.
	 * @param environment the environment
	 * @return the side
	 */
	public static ComparedDatabase of(Environment environment) {
		return new ComparedDatabase(environment.name(), environment,
				(options, listener) -> EnvironmentSide.open(environment, options, listener));
	}

	/**
	 * Return a backup.
	 * @param backups the backups
	 * @param backup the name of a backup, or the path of one or of a dump
	 * @param database the name of the database in it, or {@code null} for the only one
	 * @return the side
	 */
	public static ComparedDatabase of(Backups backups, String backup, @Nullable String database) {
		return new ComparedDatabase(backup, null,
				(options, listener) -> BackupSide.open(backups.open(backup, database), options, listener));
	}

	/**
	 * Return the name of the environment, or the name or the path of the backup.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Describe the side in a sentence.
	 */
	String description() {
		return (this.environment != null) ? "environment " + this.environment.description()
				: "backup '" + this.name + "'";
	}

	@Nullable Environment environment() {
		return this.environment;
	}

	OpenSide open(ComparisonOptions options, TransferListener listener) throws InterruptedException {
		return this.opener.open(options, listener);
	}

	/**
	 * Opens a side for reading.
	 */
	@FunctionalInterface
	private interface Opener {

		OpenSide open(ComparisonOptions options, TransferListener listener) throws InterruptedException;

	}

}
