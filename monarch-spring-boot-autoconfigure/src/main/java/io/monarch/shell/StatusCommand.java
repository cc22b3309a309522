package io.monarch.shell;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.monarch.backup.BackupEntry;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentOutcomes;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Flag;
import io.monarch.shell.CommandSpec.Group;
import io.monarch.shell.EnvironmentReport.Finding;
import org.jspecify.annotations.Nullable;

/**
 * Shows the state of one environment or of all. The exit code indicates whether it needs
 * attention.
 */
final class StatusCommand extends AdminCommand {

	private static final Flag MAXIMUM_AGE = new Flag("max-backup-age", ' ', "hours",
			"Fail if the last complete backup is older than this, or there is none", false);

	private final Services services;

	private final Clock clock;

	StatusCommand(Services services, Clock clock) {
		super(CommandSpec
			.of("status", Group.ENVIRONMENTS, "Show the state of an environment, or of all, and what needs attention",
					"status production")
			.optionalArgument("env", Completion.ENVIRONMENTS)
			.options(MAXIMUM_AGE, CommandSpec.STRICT, CommandSpec.OUTPUT, CommandSpec.NO_PAGER));
		this.services = services;
		this.clock = clock;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		ManyEnvironments many = command.words().isEmpty() ? null
				: ManyEnvironments.of(command.word(0), this.services, session);
		if (many != null) {
			return status(many, maximumAge(command), command, session);
		}
		boolean one = !command.words().isEmpty();
		List<Environment> environments = one ? List.of(this.services.environments().get().get(command.word(0)))
				: this.services.environments().get().all().stream().filter((each) -> each.source().isEmpty()).toList();
		Map<String, MonarchException> failures = one ? Map.of() : this.services.environments().get().failures();
		Duration maximumAge = maximumAge(command);
		List<BackupEntry> backups = backups(session);
		Instant now = this.clock.instant();
		List<EnvironmentReport> reports = environments.stream().map((environment) -> {
			try (Ticker unused = Ticker.of(session, "Looking at environment '" + environment.name() + "'")) {
				return EnvironmentReport.of(environment, this.services, backups, maximumAge, now);
			}
		}).toList();
		boolean strict = command.has(CommandSpec.STRICT);
		if (one) {
			return CommandResult.of(StatusJsonViews.of(reports.get(0), now), (to) -> print(reports, failures, now, to))
				.failing(judge(reports, failures, strict));
		}
		return all(reports, failures, backups, maximumAge, now, strict, session);
	}

	/**
	 * Return the state of all environments: details for the configured ones, and a row
	 * for each of those that sources define.
	 */
	private CommandResult all(List<EnvironmentReport> reports, Map<String, MonarchException> failures,
			List<BackupEntry> backups, @Nullable Duration maximumAge, Instant now, boolean strict, Session session) {
		this.services.environments()
			.get()
			.sourceFailures()
			.values()
			.forEach((failure) -> session.say("Warning: " + failure.getMessage() + " " + failure.action()));
		ManyEnvironments sourced = ManyEnvironments.ofSources(this.services, session);
		if (sourced.environments().isEmpty()) {
			return CommandResult.of(shapes(reports, failures, now), (to) -> print(reports, failures, now, to))
				.failing(judge(reports, failures, strict));
		}
		EnvironmentOutcomes<EnvironmentReport> outcomes = sourced.read("Looking at the environments",
				(environment) -> EnvironmentReport.of(environment, this.services, backups, maximumAge, now));
		List<Object> json = new ArrayList<>(shapes(reports, Map.of(), now));
		json.addAll(shapes(outcomes, now));
		json.addAll(shapes(List.of(), failures, now));
		MonarchException problem = judge(reports, failures, strict);
		return CommandResult.of(json, (to) -> {
			print(reports, failures, now, to);
			StatusTable.print(outcomes, to);
		}).failing((problem != null) ? problem : StatusTable.judge(outcomes, strict));
	}

	private static List<Object> shapes(EnvironmentOutcomes<EnvironmentReport> outcomes, Instant now) {
		List<Object> shapes = new ArrayList<>();
		outcomes.outcomes()
			.forEach((each) -> shapes.add((each.result() != null) ? StatusJsonViews.of(each.result(), now)
					: StatusJsonViews.of(each.environment(), Objects.requireNonNull(each.failure()))));
		return shapes;
	}

	/**
	 * Return the state of several environments, a row for each.
	 */
	private CommandResult status(ManyEnvironments many, @Nullable Duration maximumAge, ParsedCommand command,
			Session session) {
		List<BackupEntry> backups = backups(session);
		Instant now = this.clock.instant();
		EnvironmentOutcomes<EnvironmentReport> outcomes = many.read("Looking at the environments",
				(environment) -> EnvironmentReport.of(environment, this.services, backups, maximumAge, now));
		return CommandResult.of(shapes(outcomes, now), (to) -> StatusTable.print(outcomes, to))
			.failing(StatusTable.judge(outcomes, command.has(CommandSpec.STRICT)));
	}

	private static void print(List<EnvironmentReport> reports, Map<String, MonarchException> failures, Instant now,
			Session session) {
		if (reports.isEmpty() && failures.isEmpty()) {
			session
				.say("There are no environments. Configure monarch.environments.<name>.uri; 'monarch init' shows how.");
		}
		else {
			session.output().lines(reports.stream().flatMap((report) -> StatusLines.of(report, now).stream()).toList());
			failures.values()
				.forEach((failure) -> session.say("Warning: " + failure.getMessage() + " It is left out here."));
		}
	}

	private static List<Map<String, @Nullable Object>> shapes(List<EnvironmentReport> reports,
			Map<String, MonarchException> failures, Instant now) {
		List<Map<String, @Nullable Object>> shapes = new ArrayList<>();
		reports.forEach((report) -> shapes.add(StatusJsonViews.of(report, now)));
		failures.forEach((name, failure) -> shapes.add(StatusJsonViews.of(name, failure)));
		return shapes;
	}

	private @Nullable Duration maximumAge(ParsedCommand command) {
		String value = command.option(MAXIMUM_AGE).orElse(null);
		if (value == null) {
			return null;
		}
		if (!value.matches("\\d{1,6}")) {
			throw ParsedCommand.invalidValue(MAXIMUM_AGE, value, "a number of hours");
		}
		return Duration.ofHours(Long.parseLong(value));
	}

	/**
	 * Return the backups. If the store cannot be read, the databases are still shown.
	 */
	private List<BackupEntry> backups(Session session) {
		try (Ticker unused = Ticker.of(session, "Looking at the backups")) {
			return this.services.backups().get().list();
		}
		catch (MonarchException ex) {
			session.say("Warning: the backups cannot be listed. " + ex.getMessage() + " " + ex.action());
			return List.of();
		}
	}

	private static @Nullable MonarchException judge(List<EnvironmentReport> reports,
			Map<String, MonarchException> failures, boolean strict) {
		MonarchException problems = failure(reports, EnvironmentReport::problems, Kind.FAILED, " needs attention: ");
		if (problems != null) {
			return problems;
		}
		for (Map.Entry<String, MonarchException> unusable : failures.entrySet()) {
			return new MonarchException(Kind.FAILED,
					"Environment '" + unusable.getKey() + "' needs attention: " + unusable.getValue().getMessage(),
					unusable.getValue().action());
		}
		return strict ? failure(reports, EnvironmentReport::warnings, Kind.WARNINGS, " has warnings: ") : null;
	}

	/**
	 * Return the findings as a failure, with the next step for the first one, or
	 * {@code null} if there are none.
	 */
	private static @Nullable MonarchException failure(List<EnvironmentReport> reports,
			Function<EnvironmentReport, List<Finding>> found, Kind kind, String words) {
		List<EnvironmentReport> concerned = reports.stream().filter((each) -> !found.apply(each).isEmpty()).toList();
		if (concerned.isEmpty()) {
			return null;
		}
		return new MonarchException(kind, concerned.stream().map((report) -> {
			String what = found.apply(report).stream().map(Finding::what).collect(Collectors.joining("; "));
			return "Environment '" + report.environment().name() + "'" + words + what + (what.endsWith(".") ? "" : ".");
		}).collect(Collectors.joining(" ")), found.apply(concerned.get(0)).get(0).action());
	}

}
