package io.monarch.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

import io.monarch.environment.EnvironmentOutcome;
import io.monarch.environment.EnvironmentOutcomes;
import io.monarch.migration.MigrationStatus;
import io.monarch.shell.terminal.Column;
import io.monarch.shell.terminal.Table;
import io.monarch.shell.terminal.Text;
import org.jspecify.annotations.Nullable;

/**
 * The states of migrations on several environments: the migrations down and the
 * environments across or, if that does not fit the terminal, only the differences.
 */
final class MigrationMatrix {

	private static final String NONE = "-";

	private static final String UNKNOWN = "?";

	private static final int GAP = 2;

	private final EnvironmentOutcomes<Statuses> outcomes;

	private final List<String> ids;

	/**
	 * Create a matrix.
	 * @param wanted selects the migrations to show: those that it accepts on at least one
	 * environment
	 */
	MigrationMatrix(EnvironmentOutcomes<Statuses> outcomes, List<String> order,
			BiPredicate<Statuses, MigrationStatus> wanted) {
		this.outcomes = outcomes;
		Set<String> shown = outcomes.results()
			.stream()
			.flatMap((each) -> each.all().stream().filter((status) -> wanted.test(each, status)))
			.map(MigrationStatus::id)
			.collect(Collectors.toCollection(TreeSet::new));
		List<String> sorted = new ArrayList<>(order.stream().filter(shown::contains).toList());
		shown.stream().filter((id) -> !sorted.contains(id)).forEach(sorted::add);
		this.ids = List.copyOf(sorted);
	}

	/**
	 * Print it.
	 */
	void print(Session session) {
		if (this.ids.isEmpty()) {
			session.say("No migrations to show of " + Sizes.count(this.outcomes.results().size(), "environment") + ".");
		}
		else if (width() <= session.output().width()) {
			new Listing(session, table()).print(summary());
		}
		else {
			session.output().lines(differences());
		}
		ManyEnvironments.sayFailures(this.outcomes, session);
	}

	private int width() {
		int ids = Math.max(2, this.ids.stream().mapToInt(Text::width).max().orElse(0));
		return ids + this.outcomes.outcomes()
			.stream()
			.mapToInt((each) -> GAP + Math.max(Text.width(each.environment()),
					this.ids.stream().mapToInt((id) -> Text.width(stateWithShare(each, id))).max().orElse(0)))
			.sum();
	}

	private Table table() {
		List<Column> columns = new ArrayList<>(List.of(Column.name("ID")));
		this.outcomes.outcomes().forEach((each) -> columns.add(Column.kept(each.environment())));
		Table table = new Table(columns.toArray(new Column[0]));
		for (String id : this.ids) {
			List<Object> cells = new ArrayList<>(List.of(id));
			for (EnvironmentOutcome<Statuses> each : this.outcomes.outcomes()) {
				MigrationStatus status = status(each, id);
				cells.add((status != null) ? StateWords.cellWithShare(status) : state(each, id));
			}
			table.row(cells.toArray());
		}
		return table;
	}

	private static @Nullable MigrationStatus status(EnvironmentOutcome<Statuses> outcome, String id) {
		return (outcome.result() != null) ? outcome.result().byId().get(id) : null;
	}

	private static String state(EnvironmentOutcome<Statuses> outcome, String id) {
		MigrationStatus status = status(outcome, id);
		return (status != null) ? StateWords.of(status) : (outcome.result() != null) ? NONE : UNKNOWN;
	}

	private static String stateWithShare(EnvironmentOutcome<Statuses> outcome, String id) {
		MigrationStatus status = status(outcome, id);
		return (status != null) ? StateWords.withShare(status) : state(outcome, id);
	}

	/**
	 * Return the environments of each state, for each migration whose states differ, and
	 * the number of migrations that are the same on all.
	 */
	private List<String> differences() {
		List<String> lines = new ArrayList<>();
		Map<String, Integer> same = new TreeMap<>();
		int differing = 0;
		for (String id : this.ids) {
			Map<String, List<String>> byState = new LinkedHashMap<>();
			this.outcomes.outcomes()
				.stream()
				.filter((each) -> each.result() != null)
				.forEach((each) -> byState.computeIfAbsent(state(each, id), (unused) -> new ArrayList<>())
					.add(each.environment()));
			if (byState.size() == 1) {
				same.merge(byState.keySet().iterator().next(), 1, Integer::sum);
				continue;
			}
			differing++;
			lines.add(id);
			int most = byState.values().stream().mapToInt(List::size).max().orElse(0);
			byState.forEach((state, names) -> lines.add(line(state, names, most)));
		}
		int count = this.outcomes.results().size();
		lines.add(0,
				Sizes.count(differing) + " of " + Sizes.count(this.ids.size(), "migration")
						+ ((differing == 1) ? " differs" : " differ") + " between " + Sizes.count(count, "environment")
						+ ((differing == 0) ? "." : ":"));
		same.forEach((state, number) -> lines.add(Sizes.count(number, "migration") + ((number == 1) ? " is " : " are ")
				+ state + " on all " + Sizes.count(count, "environment") + "."));
		return lines;
	}

	/**
	 * Return a line, in which the most common state is only counted.
	 */
	private static String line(String state, List<String> names, int most) {
		String shown = (names.size() == most) ? Sizes.count(names.size(), "environment")
				: EnvironmentOutcomes.list(names);
		return "  " + String.format("%-11s", state.equals(NONE) ? "not for" : state) + " " + shown;
	}

	private String summary() {
		return Sizes.count(this.ids.size(), "migration") + ", "
				+ Sizes.count(this.outcomes.outcomes().size(), "environment");
	}

	/**
	 * The migrations of an environment.
	 *
	 * @param all the migrations
	 * @param pending the ids of those that {@code migrate} would run
	 * @param byId the migrations by their ids
	 */
	record Statuses(List<MigrationStatus> all, Set<String> pending, Map<String, MigrationStatus> byId) {

		Statuses(List<MigrationStatus> all, Set<String> pending) {
			this(all, pending, all.stream().collect(Collectors.toMap(MigrationStatus::id, (each) -> each)));
		}

	}

}
