package io.monarch.shell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentOutcome;
import io.monarch.environment.EnvironmentOutcomes;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.HistoryImportResult;
import org.jspecify.annotations.Nullable;

/**
 * Imports the histories of another migration tool in several environments, each of them
 * completely or not at all.
 */
final class ImportMany {

	private final Guards guards;

	ImportMany(Guards guards) {
		this.guards = guards;
	}

	/**
	 * Only show what would be imported.
	 */
	CommandResult dryRun(ManyEnvironments many, Work work, ParsedCommand command, Session session) {
		EnvironmentOutcomes<HistoryImportResult> outcomes = many.read("Reading the histories", work.plan());
		if (!command.isJson()) {
			outcomes.outcomes().forEach((outcome) -> print(outcome, work, true, session));
		}
		return result(many, outcomes, "read");
	}

	CommandResult run(ManyEnvironments many, Work work, ParsedCommand command, Session session) {
		EnvironmentOutcomes<Boolean> guarded = many.read("Looking at the environments", this.guards::isGuarded);
		List<String> names = guarded.outcomes()
			.stream()
			.filter((each) -> Boolean.TRUE.equals(each.result()))
			.map(EnvironmentOutcome::environment)
			.toList();
		this.guards.warnOfUncompared(session);
		this.guards.of(session)
			.requireProof("Import the histories of another tool", many.glob(), many.databases(), names, List.of(),
					command.confirmation());
		List<Environment> usable = many.environments()
			.stream()
			.filter((each) -> guarded.outcomes()
				.stream()
				.anyMatch((outcome) -> outcome.environment().equals(each.name()) && outcome.result() != null))
			.toList();
		EnvironmentOutcomes<HistoryImportResult> outcomes = many.change(usable, "Importing", (environment) -> {
			environment.requireWritable();
			return work.run().apply(environment);
		}, (outcome) -> {
			if (!command.isJson()) {
				print(outcome, work, false, session);
			}
		});
		Map<String, MonarchException> unread = new LinkedHashMap<>();
		guarded.failed().forEach((each) -> unread.put(each.environment(), Objects.requireNonNull(each.failure())));
		return result(many, outcomes.and(unread), "imported");
	}

	private static void print(EnvironmentOutcome<HistoryImportResult> outcome, Work work, boolean dryRun,
			Session session) {
		HistoryImportResult result = outcome.result();
		if (result != null) {
			session.output().result("'" + outcome.environment() + "': " + work.summary().of(result, dryRun));
		}
	}

	private static CommandResult result(ManyEnvironments many, EnvironmentOutcomes<HistoryImportResult> outcomes,
			String done) {
		MonarchException failure = many.failure(outcomes, done);
		return CommandResult
			.of(outcomes.outcomes().stream().filter(EnvironmentOutcome::isBegun).map(ImportMany::json).toList(),
					(to) -> ManyEnvironments.sayFailures(outcomes, to))
			.failing((failure != null) ? failure : undecided(outcomes));
	}

	private static Map<String, @Nullable Object> json(EnvironmentOutcome<HistoryImportResult> outcome) {
		HistoryImportResult result = outcome.result();
		if (result == null) {
			return ManyEnvironments.json(outcome);
		}
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("environment", outcome.environment());
		shape.putAll(JsonViews.of(result));
		return shape;
	}

	private static @Nullable MonarchException undecided(EnvironmentOutcomes<HistoryImportResult> outcomes) {
		List<String> names = outcomes.outcomes()
			.stream()
			.filter((each) -> each.result() != null && !each.result().undecided().isEmpty())
			.map(EnvironmentOutcome::environment)
			.toList();
		return names.isEmpty() ? null
				: new MonarchException(Kind.REFUSED,
						"Entries cannot be decided on " + EnvironmentOutcomes.list(names)
								+ ". Nothing was changed there.",
						"Look at each one alone, then decide: 'monarch import-history " + names.get(0) + "'.");
	}

	/**
	 * The work on each environment.
	 *
	 * @param plan plans an import
	 * @param run imports
	 * @param summary describes a result
	 */
	record Work(Function<Environment, HistoryImportResult> plan, Function<Environment, HistoryImportResult> run,
			Summary summary) {

	}

	/**
	 * Describes a result in one line.
	 */
	@FunctionalInterface
	interface Summary {

		String of(HistoryImportResult result, boolean dryRun);

	}

}
