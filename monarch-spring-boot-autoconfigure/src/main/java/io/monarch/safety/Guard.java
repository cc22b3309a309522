package io.monarch.safety;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import io.monarch.environment.DatabaseProtection;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentOutcomes;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.Protection;
import org.jspecify.annotations.Nullable;

/**
 * Guards every change of an environment: a read-only environment is never changed, a loss
 * has to be confirmed, and a guarded environment requires proof that it is meant.
 */
public final class Guard {

	private final Questions questions;

	private final RandomGenerator random;

	private final Function<Environment, DatabaseProtection> protection;

	/**
	 * Create a guard.
	 * @param questions the terminal
	 * @param random creates the arithmetic questions
	 * @param protection returns the protection of an environment's database
	 */
	public Guard(Questions questions, RandomGenerator random, Function<Environment, DatabaseProtection> protection) {
		this.questions = questions;
		this.random = random;
		this.protection = protection;
	}

	/**
	 * Ask for everything that a destructive action requires: the confirmation, and proof
	 * if the environment is guarded.
	 * @param loss the action
	 * @param consent the answers given in advance
	 * @return the approval
	 * @throws MonarchException if it is refused
	 */
	public Approval approve(DestructiveAction loss, Confirmation consent) {
		Environment environment = loss.environment();
		DatabaseProtection protection = requireTarget(environment, consent);
		say(loss);
		requireOptions(environment, loss.action(), consent, true, protection);
		confirm(consent);
		prove(environment, loss.action(), protection, List.of());
		return new Approval(environment);
	}

	/**
	 * Ask for proof if the environment is guarded, but for no confirmation, since no data
	 * would be lost.
	 * @param environment the environment
	 * @param action the action
	 * @param arrivals the new data and its source, a line each
	 * @param consent the answers given in advance
	 * @return the approval
	 * @throws MonarchException if it is refused
	 */
	public Approval approveWithoutLoss(Environment environment, String action, List<String> arrivals,
			Confirmation consent) {
		DatabaseProtection protection = requireTarget(environment, consent);
		this.questions.say(action + " on environment " + environment.description() + ".");
		this.questions.say("Nothing would be lost.");
		sayArrivals(arrivals);
		requireOptions(environment, action, consent, false, protection);
		prove(environment, action, protection, List.of());
		return new Approval(environment);
	}

	/**
	 * Ask only for the confirmation, for actions that must be quick even on a guarded
	 * environment.
	 * @param loss the action
	 * @param consent the answers given in advance
	 * @throws MonarchException if it is refused
	 */
	public void requireConfirmation(DestructiveAction loss, Confirmation consent) {
		requireTarget(loss.environment(), consent);
		say(loss);
		requireOptions(loss.environment(), loss.action(), consent, true, null);
		confirm(consent);
	}

	/**
	 * Ask for the confirmation of a loss outside of any environment.
	 * @param action the action
	 * @param lines what would be lost, a line each
	 * @param consent the answers given in advance
	 * @throws MonarchException if it is refused
	 */
	public void requireConfirmation(String action, List<String> lines, Confirmation consent) {
		say(action, lines);
		if (!this.questions.canAsk() && !consent.yes()) {
			throw refused(action + " was not confirmed, and there is no terminal to ask for confirmation.",
					"Nothing was changed. Add --yes.");
		}
		confirm(consent);
	}

	/**
	 * Ask only for proof, for an action that loses nothing but changes a guarded
	 * environment.
	 * @param environment the environment
	 * @param action the action
	 * @param consent the answers given in advance
	 * @throws MonarchException if it is refused
	 */
	public void requireProof(Environment environment, String action, Confirmation consent) {
		requireProof(environment, action, List.of(), consent);
	}

	/**
	 * Ask only for proof, for an action that loses nothing but changes a guarded
	 * environment.
	 * @param environment the environment
	 * @param action the action
	 * @param lines the details, a line each, which are shown above the question
	 * @param consent the answers given in advance
	 * @throws MonarchException if it is refused
	 */
	public void requireProof(Environment environment, String action, List<String> lines, Confirmation consent) {
		DatabaseProtection protection = requireTarget(environment, consent);
		requireOptions(environment, action, consent, false, protection);
		prove(environment, action, protection, lines);
	}

	/**
	 * Ask for one proof for many environments: the number of their databases.
	 * @param action the action
	 * @param pattern the pattern that matches them
	 * @param databases the number of databases that it matches
	 * @param guarded the names of those that are guarded
	 * @param lines the details, a line each, which are shown above the question
	 * @param consent the answers given in advance
	 * @throws MonarchException if it is refused
	 */
	public void requireProof(String action, String pattern, int databases, List<String> guarded, List<String> lines,
			Confirmation consent) {
		String confirmed = consent.environment();
		String number = String.valueOf(databases);
		if (confirmed != null && !confirmed.equals(number)) {
			throw refused("--confirm is '" + confirmed + "', but '" + pattern + "' matches " + number + " databases.",
					"Nothing was changed. Check which environments you mean.");
		}
		if (guarded.isEmpty()) {
			return;
		}
		String which = EnvironmentOutcomes.list(guarded) + ((guarded.size() == 1) ? " is" : " are") + " guarded";
		if (this.questions.canAsk()) {
			if (!lines.isEmpty()) {
				this.questions.say("This would run:");
				lines.forEach((line) -> this.questions.say("  " + line));
			}
			this.questions.say(action + " on '" + pattern + "': " + which + ". Prove that you know what it matches.");
			String answer = this.questions.ask("How many databases is that? ");
			if (!answer.equals(number)) {
				throw refused("'" + answer + "' is not the answer: '" + pattern + "' matches " + number + " databases.",
						"Nothing was changed. 'monarch list-environments' shows them.");
			}
		}
		else if (confirmed == null) {
			throw refused(
					action + " on '" + pattern + "': " + which + ", and "
							+ (consent.yes() ? "--yes alone is not sufficient proof"
									: "there is no terminal to ask for proof")
							+ ".",
					"Nothing was changed. Add --confirm " + number + ", the number of databases.");
		}
	}

	/**
	 * Refuse what no answer can allow.
	 */
	private DatabaseProtection requireTarget(Environment environment, Confirmation consent) {
		String confirmed = consent.environment();
		if (confirmed != null && !confirmed.equals(environment.name())) {
			throw refused("--confirm is '" + confirmed + "', but the environment is '" + environment.name() + "'.",
					"Nothing was changed. Check which environment you mean.");
		}
		DatabaseProtection protection = this.protection.apply(environment);
		requireNotReadOnly(environment, protection);
		return protection;
	}

	/**
	 * Refuse a read-only environment.
	 * @param environment the environment
	 * @param protection the protection of its database
	 * @throws MonarchException if it is read-only
	 */
	public static void requireNotReadOnly(Environment environment, DatabaseProtection protection) {
		if (protection.protection() == Protection.READ_ONLY) {
			throw refused("Environment " + environment.description() + " is read-only and is never changed"
					+ since(protection) + ".", "Change " + protection.property() + " if that is wrong.");
		}
	}

	private static String since(DatabaseProtection protection) {
		return (protection.reason() != null) ? ", since " + protection.reason() : "";
	}

	private void say(DestructiveAction loss) {
		say(loss.action() + " on environment " + loss.environment().description(), loss.lines());
		sayArrivals(loss.arrivals());
	}

	private void sayArrivals(List<String> arrivals) {
		if (!arrivals.isEmpty()) {
			this.questions.say("New data:");
			arrivals.forEach((line) -> this.questions.say("  " + line));
		}
	}

	private void say(String action, List<String> lines) {
		this.questions.say(action + ".");
		this.questions.say("This would be lost:");
		lines.forEach((line) -> this.questions.say("  " + line));
	}

	/**
	 * Without a terminal, name all missing options at once.
	 */
	private void requireOptions(Environment environment, String action, Confirmation consent, boolean confirmation,
			@Nullable DatabaseProtection proof) {
		if (this.questions.canAsk()) {
			return;
		}
		List<String> missing = new ArrayList<>();
		if (confirmation && !consent.yes()) {
			missing.add("--yes");
		}
		if (proof != null && isGuarded(proof) && consent.environment() == null) {
			missing.add("--confirm " + environment.name());
		}
		if (!missing.isEmpty()) {
			throw refused(
					action + " on environment " + environment.description() + reason(missing, consent, proof) + ".",
					"Nothing was changed. Add " + String.join(" and ", missing) + ".");
		}
	}

	private static String reason(List<String> missing, Confirmation consent, @Nullable DatabaseProtection proof) {
		if (proof == null || missing.contains("--yes")) {
			return " was not confirmed, and there is no terminal to ask for confirmation";
		}
		return " is guarded" + since(proof) + ", and "
				+ (consent.yes() ? "--yes alone is not sufficient proof" : "there is no terminal to ask for proof");
	}

	private void confirm(Confirmation consent) {
		if (consent.yes()) {
			return;
		}
		String answer = this.questions.ask("Continue? [y/N] ").toLowerCase(Locale.ROOT);
		if (!answer.equals("y") && !answer.equals("yes")) {
			throw refused("Not confirmed.", "Nothing was changed.");
		}
	}

	/**
	 * At a terminal, a name is not proof, since the line may come from the history of
	 * commands.
	 */
	private void prove(Environment environment, String action, DatabaseProtection protection, List<String> lines) {
		if (!isGuarded(protection) || !this.questions.canAsk()) {
			return;
		}
		int left = 2 + this.random.nextInt(8);
		int right = 2 + this.random.nextInt(8);
		if (!lines.isEmpty()) {
			this.questions.say("This would run:");
			lines.forEach((line) -> this.questions.say("  " + line));
		}
		this.questions.say(action + ": environment " + environment.description() + " is guarded" + since(protection)
				+ ". Prove that you are sober.");
		String answer = this.questions.ask("What is " + left + " x " + right + "? ");
		if (!answer.equals(String.valueOf(left * right))) {
			throw refused("'" + answer + "' is not the answer.", "Nothing was changed. Have a coffee and try again.");
		}
	}

	private static boolean isGuarded(DatabaseProtection protection) {
		return protection.protection() == Protection.GUARDED;
	}

	private static MonarchException refused(String message, String action) {
		return new MonarchException(Kind.REFUSED, message, action);
	}

}
