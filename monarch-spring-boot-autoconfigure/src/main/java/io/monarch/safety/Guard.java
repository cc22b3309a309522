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
 * Stands before every change of an environment: a read-only one is never changed, a loss
 * has to be confirmed, and a guarded environment demands proof that it is meant.
 */
public final class Guard {

	private final Questions questions;

	private final RandomGenerator random;

	private final Function<Environment, DatabaseProtection> protection;

	/**
	 * Create a guard.
	 * @param questions asks at the terminal
	 * @param random makes the questions of arithmetic
	 * @param protection tells how the database of an environment is protected
	 */
	public Guard(Questions questions, RandomGenerator random, Function<Environment, DatabaseProtection> protection) {
		this.questions = questions;
		this.random = random;
		this.protection = protection;
	}

	/**
	 * Ask for everything that overwriting an environment demands: the confirmation, and
	 * proof where the environment is guarded.
	 * @param loss what would be lost
	 * @param consent what was answered already
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
	 * Ask for what an overwrite demands where there is nothing to overwrite: for proof
	 * where the environment is guarded, and for no confirmation.
	 * @param environment the environment
	 * @param action what is about to be done to it
	 * @param arrivals what arrives and where it comes from, a line each
	 * @param consent what was answered already
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
	 * Ask for the confirmation alone, for what has to be possible on a guarded
	 * environment in a hurry.
	 * @param loss what would be lost
	 * @param consent what was answered already
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
	 * @param action what is about to be done
	 * @param lines what would be lost, a line each
	 * @param consent what was answered already
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
	 * Ask for proof alone, for what loses nothing but changes a guarded environment.
	 * @param environment the environment
	 * @param action what is about to be done to it
	 * @param consent what was answered already
	 * @throws MonarchException if it is refused
	 */
	public void requireProof(Environment environment, String action, Confirmation consent) {
		requireProof(environment, action, List.of(), consent);
	}

	/**
	 * Ask for proof alone, for what loses nothing but changes a guarded environment.
	 * @param environment the environment
	 * @param action what is about to be done to it
	 * @param lines what that is in detail, a line each, which are said above the question
	 * @param consent what was answered already
	 * @throws MonarchException if it is refused
	 */
	public void requireProof(Environment environment, String action, List<String> lines, Confirmation consent) {
		DatabaseProtection protection = requireTarget(environment, consent);
		requireOptions(environment, action, consent, false, protection);
		prove(environment, action, protection, lines);
	}

	/**
	 * Ask for one proof for many environments: how many databases they are.
	 * @param action what is about to be done to them
	 * @param pattern what stands for them
	 * @param databases how many databases it stands for
	 * @param guarded the names of those that are guarded
	 * @param lines what it is in detail, a line each, which are said above the question
	 * @param consent what was answered already
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
	 * Refuse what no answer can change.
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
	 * Refuse an environment that is never changed.
	 * @param environment the environment
	 * @param protection how its database is protected
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
	 * Where there is no terminal to ask at, say which options are missing, all at once.
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
	 * At a terminal a name is no proof, since a line with it may come from the history.
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
