package io.monarch.environment;

/**
 * Marks the commands that this thread sends as Monarch's own, and not those of a
 * migration, for listeners that observe migrations.
 */
public final class OwnCommands implements AutoCloseable {

	private static final ThreadLocal<Boolean> SENT = new ThreadLocal<>();

	private final boolean outer = areSent();

	private OwnCommands() {
	}

	/**
	 * Mark the commands of this thread until this is closed.
	 * @return the end of the commands
	 */
	public static OwnCommands begin() {
		OwnCommands begun = new OwnCommands();
		SENT.set(true);
		return begun;
	}

	/**
	 * Tell whether this thread sends commands of Monarch.
	 * @return whether it does
	 */
	public static boolean areSent() {
		return Boolean.TRUE.equals(SENT.get());
	}

	@Override
	public void close() {
		if (!this.outer) {
			SENT.remove();
		}
	}

}
