package io.monarch.shell;

import java.util.function.Supplier;

import io.monarch.environment.Environments;

/**
 * Provides the environments. Each command calls their sources once, when it first needs
 * them.
 */
final class CommandEnvironments implements Supplier<Environments> {

	private final Supplier<Environments> environments;

	private volatile boolean begun;

	CommandEnvironments(Supplier<Environments> environments) {
		this.environments = environments;
	}

	/**
	 * Begin another command.
	 */
	void begin() {
		this.begun = true;
	}

	@Override
	public Environments get() {
		Environments known = this.environments.get();
		if (this.begun) {
			this.begun = false;
			known.refresh();
		}
		return known;
	}

}
