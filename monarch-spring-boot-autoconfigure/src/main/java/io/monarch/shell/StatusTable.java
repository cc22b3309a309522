package io.monarch.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.monarch.environment.EnvironmentOutcome;
import io.monarch.environment.EnvironmentOutcomes;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.shell.EnvironmentReport.Finding;
import io.monarch.shell.terminal.Column;
import io.monarch.shell.terminal.Table;
import org.jspecify.annotations.Nullable;

/**
 * The state of several environments: a row for each.
 */
final class StatusTable {

	private StatusTable() {
	}

	/**
	 * Print it.
	 */
	static void print(EnvironmentOutcomes<EnvironmentReport> outcomes, Session session) {
		Table table = new Table(Column.name("ENVIRONMENT"), Column.kept("STATE"), Column.kept("PROTECTION").rank(2),
				Column.number("COMPLETED").rank(1), Column.number("PENDING"), Column.number("FAILED"),
				Column.text("PROBLEM"));
		for (EnvironmentOutcome<EnvironmentReport> each : outcomes.outcomes()) {
			EnvironmentReport report = each.result();
			Object name = session.output().environment(each.environment());
			if (report == null) {
				table.row(name, "unusable", "", "", "", "",
						String.valueOf(Objects.requireNonNull(each.failure()).getMessage()));
				continue;
			}
			boolean reachable = report.server() != null;
			String problem = report.problems().isEmpty() ? "" : report.problems().get(0).what();
			table.row(name, !reachable ? "not reachable" : report.problems().isEmpty() ? "ok" : "problem",
					report.protection().protection().text(), reachable ? Sizes.count(report.completed()) : "",
					reachable ? Sizes.count(report.pending().size()) : "",
					reachable ? Sizes.count(report.failed().size() + report.abandoned().size()) : "", problem);
		}
		new Listing(session, table).print(Sizes.count(outcomes.outcomes().size(), "environment") + ": "
				+ Sizes.count(outcomes.outcomes().size() - concerned(outcomes, true).size()) + " ok, "
				+ Sizes.count(concerned(outcomes, true).size()) + " with problems, "
				+ Sizes.count(concerned(outcomes, false).size()) + " with warnings");
	}

	/**
	 * Return the findings as a failure, or {@code null} if there are none.
	 */
	static @Nullable MonarchException judge(EnvironmentOutcomes<EnvironmentReport> outcomes, boolean strict) {
		List<String> problems = concerned(outcomes, true);
		if (!problems.isEmpty()) {
			return new MonarchException(Kind.FAILED, attention(problems) + " attention.", next(problems));
		}
		List<String> warnings = concerned(outcomes, false);
		return (strict && !warnings.isEmpty()) ? new MonarchException(Kind.WARNINGS,
				EnvironmentOutcomes.list(warnings) + ((warnings.size() == 1) ? " has" : " have") + " warnings.",
				next(warnings)) : null;
	}

	private static String attention(List<String> names) {
		return EnvironmentOutcomes.list(names) + ((names.size() == 1) ? " needs" : " need");
	}

	private static String next(List<String> names) {
		return "'monarch status " + names.get(0) + "' shows the problems and the next steps.";
	}

	private static List<String> concerned(EnvironmentOutcomes<EnvironmentReport> outcomes, boolean problems) {
		List<String> names = new ArrayList<>();
		for (EnvironmentOutcome<EnvironmentReport> each : outcomes.outcomes()) {
			EnvironmentReport report = each.result();
			List<Finding> found = (report == null) ? List.of() : problems ? report.problems() : report.warnings();
			if (!found.isEmpty() || (problems && report == null)) {
				names.add(each.environment());
			}
		}
		return names;
	}

}
