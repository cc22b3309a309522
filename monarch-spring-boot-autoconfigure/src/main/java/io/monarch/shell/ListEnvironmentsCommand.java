package io.monarch.shell;

import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.shell.Table.Cell;
import io.monarch.shell.Table.Column;
import io.monarch.shell.Table.Fit;
import io.monarch.shell.Usage.Group;

/**
 * Lists the environments, without connecting to any.
 */
final class ListEnvironmentsCommand extends AdminCommand {

	private static final Pattern LOCAL = Pattern.compile("^(?:127(?:\\.\\d+){3}|\\[?::1]?):(?=\\d+$)");

	private final Supplier<Environments> environments;

	ListEnvironmentsCommand(Supplier<Environments> environments) {
		super(Usage.of("list-environments", Group.ENVIRONMENTS, "List the environments", "list-environments")
			.aliases("list_environments")
			.options(Usage.OUTPUT));
		this.environments = environments;
	}

	@Override
	void run(Invocation invocation, Session session) {
		List<Environment> all = this.environments.get().all();
		this.environments.get()
			.applicationFailure()
			.ifPresent((failure) -> session.say("Warning: " + failure.getMessage() + " It is left out here."));
		warnOfTwins(all, session);
		if (invocation.isJson()) {
			session.output().json(all.stream().map(Shapes::of).toList());
		}
		else if (all.isEmpty()) {
			session
				.say("There are no environments. Configure monarch.environments.<name>.uri; 'monarch init' shows how.");
		}
		else {
			Table table = new Table(new Column("NAME", Fit.SHORTENED), new Column("HOSTS", Fit.SHORTENED),
					new Column("DATABASE", Fit.SHORTENED), new Column("PROTECTION", Fit.KEPT),
					new Column("", Fit.WRAPPED));
			all.forEach((environment) -> {
				Ink ink = Ink.of(environment.protection());
				table.row(new Cell(environment.name(), ink), String.join(",", environment.hosts()),
						environment.database(), new Cell(environment.protection().text(), ink),
						environment.isApplication() ? "the application's own" : "");
			});
			session.output().table(table);
		}
	}

	private static void warnOfTwins(List<Environment> environments, Session session) {
		for (int i = 0; i < environments.size(); i++) {
			Environment environment = environments.get(i);
			environments.subList(0, i)
				.stream()
				.filter((other) -> areTwins(other, environment))
				.forEach((other) -> session
					.say("Warning: '" + other.name() + "' and '" + environment.name() + "' are the same database, "
							+ environment.database() + " on " + String.join(",", environment.hosts()) + "."));
		}
	}

	/**
	 * One host in common is enough: members of a replica set hold the same data.
	 */
	private static boolean areTwins(Environment left, Environment right) {
		return left.database().equals(right.database())
				&& !Collections.disjoint(canonicalHosts(left), canonicalHosts(right));
	}

	private static List<String> canonicalHosts(Environment environment) {
		return environment.hosts().stream().map((host) -> LOCAL.matcher(host).replaceFirst("localhost:")).toList();
	}

}
