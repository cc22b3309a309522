package io.monarch.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.monarch.environment.DatabaseProtection;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentOutcome;
import io.monarch.environment.EnvironmentOutcomes;
import io.monarch.environment.EnvironmentSelection;
import io.monarch.environment.EnvironmentTasks;
import io.monarch.environment.Glob;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.shell.terminal.Text;
import org.jspecify.annotations.Nullable;

/**
 * The environments that match a command's pattern, such as {@code tenant-*}.
 */
final class ManyEnvironments {

	/** The maximum length of the reason of a failure in a row. */
	private static final int SHORT = 300;

	private final String glob;

	private final EnvironmentSelection selection;

	private final EnvironmentTasks tasks;

	private final Session session;

	private ManyEnvironments(String glob, EnvironmentSelection selection, EnvironmentTasks tasks, Session session) {
		this.glob = glob;
		this.selection = selection;
		this.tasks = tasks;
		this.session = session;
	}

	/**
	 * Return the environments that match a word.
	 * @return the environments, or {@code null} if the word is a name
	 * @throws MonarchException if the pattern matches nothing
	 */
	static @Nullable ManyEnvironments of(String word, Services services, Session session) {
		return Glob.isGlob(word) ? new ManyEnvironments(word, services.environments().get().select(word),
				services.tasks().get(), session) : null;
	}

	/**
	 * Return the environments that sources define.
	 */
	static ManyEnvironments ofSources(Services services, Session session) {
		List<Environment> environments = services.environments()
			.get()
			.all()
			.stream()
			.filter((each) -> each.source().isPresent())
			.toList();
		return new ManyEnvironments("*", new EnvironmentSelection(environments, Map.of(), List.of()),
				services.tasks().get(), session);
	}

	String glob() {
		return this.glob;
	}

	/**
	 * Return the usable environments.
	 */
	List<Environment> environments() {
		return this.selection.environments();
	}

	/**
	 * Return the number of their databases.
	 */
	int databases() {
		return DatabaseProtection.grouped(environments()).size();
	}

	/**
	 * Read from all of them.
	 * @param doing a description of the work for the waiting user
	 */
	<T> EnvironmentOutcomes<T> read(String doing, Function<Environment, T> work) {
		EnvironmentOutcomes<T> outcomes = run(this.tasks.reading(), environments(), doing, work, (outcome) -> {
		});
		if (outcomes.cancelled()) {
			throw new MonarchException(Kind.FAILED, "Cancelled.", "Nothing was changed.");
		}
		return outcomes.and(this.selection.unusable());
	}

	/**
	 * Change some of them.
	 * @param doing a description of the work for the waiting user
	 * @param ended called with each outcome as soon as it is known
	 */
	<T> EnvironmentOutcomes<T> change(List<Environment> environments, String doing, Function<Environment, T> work,
			Consumer<EnvironmentOutcome<T>> ended) {
		return run(this.tasks, environments, doing, work, ended);
	}

	private <T> EnvironmentOutcomes<T> run(EnvironmentTasks how, List<Environment> environments, String doing,
			Function<Environment, T> work, Consumer<EnvironmentOutcome<T>> ended) {
		Progress progress = new Progress(doing, environments.size());
		try (Ticker unused = new Ticker(this.session, System::nanoTime, progress::lines).start()) {
			return how.run(environments, (environment) -> {
				progress.began(environment.name());
				return work.apply(environment);
			}, new EnvironmentTasks.Listener<>() {

				@Override
				public void ended(EnvironmentOutcome<T> outcome) {
					progress.ended(outcome.environment());
					ended.accept(outcome);
				}

				@Override
				public void cancelled(List<String> running) {
					ManyEnvironments.this.session
						.say("No other environment is started. Waiting for " + EnvironmentOutcomes.list(running) + ".");
				}

			});
		}
	}

	/**
	 * Return the failure of a command on some of them, or {@code null} if there is none.
	 * @param done the state of the others, such as {@code migrated}
	 */
	@Nullable MonarchException failure(EnvironmentOutcomes<?> outcomes, String done) {
		List<String> failed = outcomes.failed().stream().map(EnvironmentOutcome::environment).toList();
		List<String> notBegun = outcomes.notBegun();
		List<String> complete = outcomes.outcomes()
			.stream()
			.filter((each) -> each.result() != null)
			.map(EnvironmentOutcome::environment)
			.toList();
		int all = outcomes.outcomes().size();
		if (outcomes.cancelled()) {
			return new MonarchException(Kind.FAILED,
					"Cancelled. " + Sizes.count(complete.size()) + " of " + Sizes.count(all, "environment") + " "
							+ ((complete.size() == 1) ? "is " : "are ") + done
							+ (complete.isEmpty() ? "" : ": " + EnvironmentOutcomes.list(complete)) + "."
							+ (failed.isEmpty() ? "" : " Failed: " + EnvironmentOutcomes.list(failed) + "."),
					notBegun.isEmpty() ? "Run it again to see what is left."
							: "Not started: " + EnvironmentOutcomes.list(notBegun) + ". Run it again for these.");
		}
		if (failed.isEmpty() && notBegun.isEmpty()) {
			return null;
		}
		MonarchException first = Objects.requireNonNull(outcomes.failed().get(0).failure());
		return new MonarchException(Kind.FAILED,
				"Failed on " + Sizes.count(failed.size()) + " of " + Sizes.count(all, "environment") + ": "
						+ EnvironmentOutcomes.list(failed) + "."
						+ (notBegun.isEmpty() ? ""
								: " Not started on " + Sizes.count(notBegun.size()) + ": "
										+ EnvironmentOutcomes.list(notBegun) + "."),
				(failed.size() == 1) ? first.action()
						: "For '" + failed.get(0) + "': " + first.action() + " Run it on each one alone for details.");
	}

	/**
	 * Print the failure on each, if nothing was printed for it yet.
	 */
	static void sayFailures(EnvironmentOutcomes<?> outcomes, Session session) {
		outcomes.failed().forEach((each) -> session.say(row(each)));
	}

	/**
	 * Return a line for an environment that a command failed on.
	 */
	static String row(EnvironmentOutcome<?> outcome) {
		MonarchException failure = Objects.requireNonNull(outcome.failure());
		return "Failed on '" + outcome.environment() + "': "
				+ Text.shorten(String.valueOf(failure.getMessage()), SHORT);
	}

	/**
	 * Return the JSON of an environment on which a command failed, with its name.
	 */
	static Map<String, @Nullable Object> json(EnvironmentOutcome<?> outcome) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("environment", outcome.environment());
		shape.putAll(JsonViews.of(Errors.Report.of(Objects.requireNonNull(outcome.failure()), false)));
		return shape;
	}

	/**
	 * The progress of the work.
	 */
	private static final class Progress {

		private final String doing;

		private final int all;

		private final TreeSet<String> running = new TreeSet<>();

		private int ended;

		Progress(String doing, int all) {
			this.doing = doing;
			this.all = all;
		}

		synchronized void began(String environment) {
			this.running.add(environment);
		}

		synchronized void ended(String environment) {
			this.running.remove(environment);
			this.ended++;
		}

		synchronized List<String> lines() {
			List<String> lines = new ArrayList<>();
			lines.add(this.doing + ": " + Sizes.count(this.ended) + " of " + Sizes.count(this.all, "environment")
					+ (this.running.isEmpty() ? "" : ", on "
							+ this.running.stream().map((name) -> "'" + name + "'").collect(Collectors.joining(", "))));
			return lines;
		}

	}

}
