package io.monarch.shell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentOutcome;
import io.monarch.environment.EnvironmentOutcomes;
import io.monarch.environment.MonarchException;
import io.monarch.migration.MigrationStatus;
import org.jspecify.annotations.Nullable;

/**
 * Changes records of migrations in several environments.
 */
final class MarkMany {

	private final Guards guards;

	MarkMany(Guards guards) {
		this.guards = guards;
	}

	CommandResult run(ManyEnvironments many, Marking marking, ParsedCommand command, Session session) {
		EnvironmentOutcomes<Boolean> guarded = many.read("Looking at the environments", this.guards::isGuarded);
		List<String> names = guarded.outcomes()
			.stream()
			.filter((each) -> Boolean.TRUE.equals(each.result()))
			.map(EnvironmentOutcome::environment)
			.toList();
		this.guards.warnOfUncompared(session);
		this.guards.of(session)
			.requireProof("Mark " + marking.question() + " as " + marking.as(), many.glob(), many.databases(), names,
					List.of(), command.confirmation());
		EnvironmentOutcomes<List<MigrationStatus>> outcomes = many.change(usable(many, guarded), "Marking",
				(environment) -> {
					environment.requireWritable();
					return marking.work().apply(environment);
				}, (outcome) -> {
					if (!command.isJson() && outcome.result() != null) {
						session.output()
							.result("Marked " + marking.what() + " as " + marking.as() + " on '" + outcome.environment()
									+ "'");
					}
				});
		Map<String, MonarchException> unread = new LinkedHashMap<>();
		guarded.failed().forEach((each) -> unread.put(each.environment(), Objects.requireNonNull(each.failure())));
		EnvironmentOutcomes<List<MigrationStatus>> all = outcomes.and(unread);
		return CommandResult
			.of(all.outcomes().stream().filter(EnvironmentOutcome::isBegun).flatMap(MarkMany::json).toList(),
					(to) -> ManyEnvironments.sayFailures(all, to))
			.failing(many.failure(all, "marked"));
	}

	private static Stream<Map<String, @Nullable Object>> json(EnvironmentOutcome<List<MigrationStatus>> outcome) {
		List<MigrationStatus> marked = outcome.result();
		return (marked != null) ? marked.stream().map((each) -> JsonViews.of(outcome.environment(), each))
				: Stream.of(ManyEnvironments.json(outcome));
	}

	private static List<Environment> usable(ManyEnvironments many, EnvironmentOutcomes<Boolean> guarded) {
		return many.environments()
			.stream()
			.filter((each) -> guarded.outcomes()
				.stream()
				.anyMatch((outcome) -> outcome.environment().equals(each.name()) && outcome.result() != null))
			.toList();
	}

	/**
	 * The change in each environment.
	 *
	 * @param question the description of the migrations for the question
	 * @param what their description for the result
	 * @param as their new state
	 * @param work changes the records and returns the changed ones
	 */
	record Marking(String question, String what, String as, Function<Environment, List<MigrationStatus>> work) {

	}

}
