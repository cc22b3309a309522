package io.monarch.safety;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.Protection;

/**
 * Gives approval: never for a read-only environment, after a confirmation where something
 * is lost, and for a guarded environment after proof that it is meant.
 */
public final class Guard {

	private final Questions questions;

	private final RandomGenerator random;

	public Guard(Questions questions, RandomGenerator random) {
		this.questions = questions;
		this.random = random;
	}

	/**
	 * Say what will be lost, ask what has not been answered, and approve.
	 * @param change what is about to be done
	 * @param consent what was answered already
	 * @return the approval
	 * @throws MonarchException if it is refused
	 */
	public Approval approve(Change change, Consent consent) {
		Environment environment = change.environment();
		if (environment.protection() == Protection.READ_ONLY) {
			throw refused("Environment " + environment.description() + " is read-only and is never changed.",
					"Change monarch.environments." + environment.name() + ".protection if that is wrong.");
		}
		boolean proof = change.proof() && environment.protection() == Protection.GUARDED;
		if (!change.losses().isEmpty()) {
			this.questions.say(change.action() + " on environment " + environment.description() + ". This is lost:");
			change.losses().forEach((line) -> this.questions.say("  " + line));
		}
		requireOptions(change, consent, proof);
		if (!change.losses().isEmpty() && !consent.yes()) {
			confirm();
		}
		if (proof) {
			prove(change, consent);
		}
		return new Approval(environment);
	}

	/**
	 * Where nobody can be asked, say which options are missing, all at once.
	 */
	private void requireOptions(Change change, Consent consent, boolean proof) {
		if (this.questions.canAsk()) {
			return;
		}
		List<String> missing = new ArrayList<>();
		if (!change.losses().isEmpty() && !consent.yes()) {
			missing.add("--yes");
		}
		if (proof && consent.environment() == null) {
			missing.add("--confirm " + change.environment().name());
		}
		if (!missing.isEmpty()) {
			String reason = (proof && consent.yes()) ? " is guarded, and --yes alone does not prove that it is meant"
					: " was not confirmed, and there is no terminal to ask at";
			throw refused(change.action() + " on environment " + change.environment().description() + reason + ".",
					"Add " + String.join(" and ", missing) + ".");
		}
	}

	private void confirm() {
		String answer = this.questions.ask("Go on? [y/N] ").toLowerCase(Locale.ROOT);
		if (!answer.equals("y") && !answer.equals("yes")) {
			throw refused("Not confirmed.", "Nothing was changed.");
		}
	}

	private void prove(Change change, Consent consent) {
		String name = change.environment().name();
		if (consent.environment() != null) {
			if (!consent.environment().equals(name)) {
				throw refused("--confirm says '" + consent.environment() + "', but the environment is '" + name + "'.",
						"Nothing was changed. Check which environment you mean.");
			}
			return;
		}
		int left = 2 + this.random.nextInt(8);
		int right = 2 + this.random.nextInt(8);
		this.questions.say(change.action() + ": environment " + change.environment().description()
				+ " is guarded. Prove that you are sober.");
		String answer = this.questions.ask("What is " + left + " x " + right + "? ");
		if (!answer.equals(String.valueOf(left * right))) {
			throw refused("'" + answer + "' is not the answer.", "Nothing was changed. Have a coffee and try again.");
		}
	}

	private static MonarchException refused(String message, String action) {
		return new MonarchException(Kind.REFUSED, message, action);
	}

}
