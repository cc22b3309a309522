package io.monarch.transfer;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

import io.monarch.environment.DatabaseProtection;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.StuckWork;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.LockSettings;
import io.monarch.queryset.Selector;
import io.monarch.safety.Approval;
import io.monarch.safety.Confirmation;
import io.monarch.safety.DestructiveAction;
import io.monarch.safety.Guard;
import io.monarch.safety.Questions;

/**
 * Copies environments as a command would.
 */
public final class Copies {

	/** As by default, since a machine that runs tests may be slow. */
	public static final EnvironmentLocks LOCKS = locks(new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20),
			Duration.ofSeconds(5), Duration.ofSeconds(60)));

	private Copies() {
	}

	/**
	 * Return locks that recover as those of an application do.
	 * @param settings how long they are held
	 * @return the locks
	 */
	public static EnvironmentLocks locks(LockSettings settings) {
		return new EnvironmentLocks(settings, new SwapRecovery(), StuckWork.NONE);
	}

	static TransferResult copy(Environment from, Environment to) {
		return copy(from, to, false);
	}

	static TransferResult copy(Environment from, Environment to, boolean inPlace) {
		return copy(from, to, ReplacementOptions.DEFAULT.withInPlace(inPlace));
	}

	static TransferResult copy(Environment from, Environment to, ReplacementOptions options) {
		return copier().copy(from, to, Selector.EVERYTHING, approval(to), options, new TransferListener() {
		});
	}

	/**
	 * Copy the environment {@code source} to {@code copy}.
	 * @param environments holds both
	 */
	public static void copyForBenchmark(Environments environments) {
		TransferResult unused = copy(environments.get("source"), environments.get("copy"));
	}

	static EnvironmentCopier copier() {
		return new EnvironmentCopier(new DatabaseReplacement(LOCKS));
	}

	/**
	 * Approve the loss of everything.
	 * @param target the environment
	 * @return the approval
	 */
	public static Approval approval(Environment target) {
		Guard guard = new Guard(new Questions() {

			@Override
			public boolean canAsk() {
				return false;
			}

			@Override
			public void say(String line) {
			}

			@Override
			public String ask(String question) {
				throw new IllegalStateException(question);
			}

		}, RandomGenerator.getDefault(), (environment) -> DatabaseProtection.configured(environment, List.of()));
		return guard.approve(new DestructiveAction(target, "Test", List.of("everything")),
				new Confirmation(true, target.name()));
	}

}
