package io.monarch.rehearsal;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a rehearsed migration from writing with the application's own client, which is
 * not on the temporary database. At any other time, it ignores all commands.
 */
public final class ApplicationGuard implements CommandListener {

	/** Inherited by threads that a migration starts. */
	private static final InheritableThreadLocal<@Nullable MigrationObserver> REHEARSED = new InheritableThreadLocal<>();

	/**
	 * Guard the code of a migration on this thread.
	 * @param observer notes what it does, or {@code null} at its end
	 */
	static void guard(@Nullable MigrationObserver observer) {
		if (observer != null) {
			REHEARSED.set(observer);
		}
		else {
			REHEARSED.remove();
		}
	}

	@Override
	public void commandStarted(CommandStartedEvent event) {
		MigrationObserver observer = REHEARSED.get();
		if (observer == null) {
			return;
		}
		SentCommand command = new SentCommand(event.getCommandName(), event.getDatabaseName(), event.getCommand());
		if (command.isWrite()) {
			String message = "It writes to database '" + event.getDatabaseName() + "' (" + command.name()
					+ ") with a client of the application, and not to the database of its context.";
			observer.observation()
				.warn(WarningKind.OTHER_DATABASE, event.getDatabaseName(), message + " The rehearsal refused that.");
			throw new StoppedMigration(message + " The rehearsal refused that");
		}
	}

}
