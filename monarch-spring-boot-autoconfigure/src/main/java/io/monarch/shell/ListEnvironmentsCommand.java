package io.monarch.shell;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.shell.Usage.Group;

/**
 * Lists the environments, without connecting to any.
 */
final class ListEnvironmentsCommand extends AdminCommand {

	private final Environments environments;

	ListEnvironmentsCommand(Environments environments) {
		super(Usage.of("list-environments", Group.ENVIRONMENTS, "List the environments", "list-environments")
			.aliases("list_environments")
			.options(Usage.OUTPUT));
		this.environments = environments;
	}

	@Override
	void run(Invocation invocation, Session session) {
		List<Environment> all = this.environments.all();
		warnOfTwins(all, session);
		if (invocation.isJson()) {
			session.output().json(all.stream().map(Shapes::of).toList());
		}
		else if (all.isEmpty()) {
			session
				.say("There are no environments. Configure monarch.environments.<name>.uri; 'monarch init' shows how.");
		}
		else {
			session.output()
				.table(List.of("NAME", "HOSTS", "DATABASE", "PROTECTION", ""),
						all.stream()
							.map((environment) -> List.of(environment.name(), String.join(",", environment.hosts()),
									environment.database(), environment.protection().text(),
									environment.isApplication() ? "the application's own" : ""))
							.toList());
		}
	}

	private static void warnOfTwins(List<Environment> environments, Session session) {
		Map<String, Environment> seen = new HashMap<>();
		for (Environment environment : environments) {
			String place = environment.database() + "@" + environment.hosts().stream().sorted().toList();
			Environment other = seen.putIfAbsent(place, environment);
			if (other != null) {
				session.say("Warning: '" + other.name() + "' and '" + environment.name() + "' are the same database, "
						+ environment.database() + " on " + String.join(",", environment.hosts()) + ".");
			}
		}
	}

}
