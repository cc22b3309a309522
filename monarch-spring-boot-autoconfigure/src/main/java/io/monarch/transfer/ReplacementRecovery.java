package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.MonarchException;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.Lease;
import io.monarch.lock.LockHolder;
import io.monarch.safety.Approval;
import io.monarch.transfer.CollectionDefinition.Kind;
import io.monarch.transfer.InterruptedReplacement.Outcome;
import io.monarch.transfer.ReplacementRecord.Replacement;
import io.monarch.transfer.SwapPlan.State;
import io.monarch.transfer.SwapPlan.Step;

/**
 * Shows, completes and abandons interrupted replacements, for an administrator.
 */
public final class ReplacementRecovery {

	private final EnvironmentLocks locks;

	public ReplacementRecovery(EnvironmentLocks locks) {
		this.locks = locks;
	}

	/**
	 * Find a replacement that was interrupted or is in progress.
	 * @param environment the environment
	 * @return the replacement, or empty if the database is complete
	 */
	public Optional<InterruptedReplacement> find(Environment environment) {
		try {
			MongoDatabase database = environment.mongoDatabase().withReadPreference(ReadPreference.primary());
			return Optional.ofNullable(ReplacementRecord.read(database).current())
				.map((replacement) -> describe(environment, database, replacement));
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
		}
	}

	/**
	 * Complete an interrupted replacement, and drop data that was never committed.
	 * @param environment the environment
	 * @param waiting called once with the holder of the lock, if there is a wait
	 * @throws MonarchException if it cannot be completed; the message has the step and
	 * the reason
	 */
	public void complete(Environment environment, Consumer<LockHolder> waiting) {
		locked(environment, waiting, (lease) -> new SwapRecovery().recover(environment, lease));
	}

	/**
	 * Abandon the remaining steps.
	 * @param environment the environment
	 * @param abandoned the replacement that was shown to the administrator
	 * @param approval the approval
	 * @param waiting called once with the holder of the lock, if there is a wait
	 * @throws MonarchException if that would leave neither the old database nor the new
	 * one, or the replacement has changed
	 */
	public void abandon(Environment environment, InterruptedReplacement abandoned, Approval approval,
			Consumer<LockHolder> waiting) {
		approval.require(environment);
		locked(environment, waiting, (lease) -> {
			InterruptedReplacement now = find(environment).orElse(null);
			if (now == null || !now.equals(abandoned) || !now.isAbandonable()) {
				throw new MonarchException(MonarchException.Kind.FAILED,
						"The replacement of the database of environment " + environment.description()
								+ " has changed since it was shown.",
						"Nothing was changed. Run 'monarch recover " + environment.name() + "' again.");
			}
			SwapRecovery.end(environment, lease, (now.outcome() == Outcome.OLD)
					? Origins.removing(environment.mongoDatabase(), now.run()) : Updates.combine());
		});
	}

	private void locked(Environment environment, Consumer<LockHolder> waiting, Work work) {
		try (Lease lease = this.locks.of(environment).acquireUnrecovered(waiting)) {
			try {
				work.run(lease);
			}
			catch (InterruptedException | RuntimeException ex) {
				throw DatabaseReplacement.cancelledOr(lease.explain(ex),
						"Run 'monarch recover " + environment.name() + "' again, which shows what is left.");
			}
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
		}
	}

	private static InterruptedReplacement describe(Environment environment, MongoDatabase database,
			Replacement replacement) {
		if (replacement.inPlace()) {
			return new InterruptedReplacement(replacement.run(), replacement.source(), replacement.since(),
					InterruptedReplacement.Kind.IN_PLACE, List.of(), List.of(), Outcome.MIXED);
		}
		List<Step> steps;
		try {
			steps = new SwapPlan(database, replacement.run()).steps(environment, replacement);
		}
		catch (MalformedPlanException ex) {
			return new InterruptedReplacement(replacement.run(), replacement.source(), replacement.since(),
					InterruptedReplacement.Kind.UNKNOWN, List.of(), List.of(), Outcome.MIXED);
		}
		Map<String, CollectionDefinition> names = Catalogue.names(database);
		List<String> done = new ArrayList<>();
		List<String> left = new ArrayList<>();
		boolean untouched = !replacement.touched();
		boolean complete = true;
		for (int i = 0; i < steps.size(); i++) {
			Step step = steps.get(i);
			State state = state(step, names, replacement.filled().contains(i));
			(state == State.DONE ? done : left)
				.add(step.description() + (state == State.LOST ? ", whose documents are gone" : ""));
			untouched &= state != State.DONE || step.isView();
			// Collections whose documents are gone can no longer be swapped in.
			boolean gone = state == State.LOST && !names.containsKey(step.name());
			complete &= state == State.DONE || step.definition() == null || gone;
		}
		Outcome outcome = complete ? Outcome.NEW : (untouched ? Outcome.OLD : Outcome.MIXED);
		return new InterruptedReplacement(replacement.run(), replacement.source(), replacement.since(),
				InterruptedReplacement.Kind.SWAP, done, left, outcome);
	}

	private static State state(Step step, Map<String, CollectionDefinition> names, boolean filled) {
		CollectionDefinition there = names.get(step.name());
		CollectionDefinition definition = step.definition();
		if (definition == null) {
			return step.isToDrop(names) ? State.LEFT : State.DONE;
		}
		if (step.isView()) {
			boolean same = there != null && there.kind() == Kind.VIEW && there.options().equals(definition.options());
			return same ? State.DONE : State.LEFT;
		}
		return step.state(names, filled);
	}

	/**
	 * Work that needs the lock.
	 */
	@FunctionalInterface
	private interface Work {

		void run(Lease lease) throws InterruptedException;

	}

}
