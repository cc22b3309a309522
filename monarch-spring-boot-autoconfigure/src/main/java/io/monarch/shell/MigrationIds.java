package io.monarch.shell;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.MigrationStatus;
import io.monarch.migration.Migrations;
import org.jspecify.annotations.Nullable;

/**
 * Finds the id for a typed text: the id itself, or the beginning of exactly one id.
 */
final class MigrationIds {

	private static final int SHOWN = 10;

	private final Migrations migrations;

	private final @Nullable Environment environment;

	private final Session session;

	/**
	 * Create for several environments.
	 * @param session prints the id
	 */
	MigrationIds(Migrations migrations, Session session) {
		this.migrations = migrations;
		this.environment = null;
		this.session = session;
	}

	/**
	 * Create for an environment.
	 * @param session prints the id
	 */
	MigrationIds(Migrations migrations, Environment environment, Session session) {
		this.migrations = migrations;
		this.environment = environment;
		this.session = session;
	}

	/**
	 * Find a migration of the application.
	 * @param typed an id or the beginning of one
	 * @throws MonarchException if it matches the beginning of several
	 */
	String ofApplication(String typed) {
		return find(typed, (this.environment != null) ? this.migrations.ids(this.environment) : this.migrations.ids(),
				this.migrations.ids());
	}

	/**
	 * Find a migration of the application or one that is only in the history of the
	 * environment.
	 * @param typed an id or the beginning of one
	 * @param statuses the migrations of the environment
	 * @throws MonarchException if it matches the beginning of several
	 */
	String ofAll(String typed, List<MigrationStatus> statuses) {
		List<String> known = statuses.stream().map(MigrationStatus::id).toList();
		return find(typed, known, Stream.concat(known.stream(), this.migrations.ids().stream()).distinct().toList());
	}

	/**
	 * Find an id.
	 * @param known the ids of the environment
	 * @param all the ids including those for other environments, which an error names
	 */
	private String find(String typed, List<String> known, List<String> all) {
		if (typed.isBlank() || all.contains(typed)) {
			return typed;
		}
		List<String> candidates = beginningWith(typed, known);
		if (candidates.isEmpty()) {
			candidates = beginningWith(typed, all);
		}
		if (candidates.size() > 1) {
			throw ambiguous(typed, candidates);
		}
		if (candidates.isEmpty()) {
			// There may be none, which the command reports.
			return this.migrations.idOfFormer(typed).map((id) -> {
				this.session.inform("'" + typed + "' is migration " + id + ", which formerly had that id.");
				return id;
			}).orElse(typed);
		}
		this.session.inform("'" + typed + "' is migration " + candidates.get(0) + ".");
		return candidates.get(0);
	}

	private static List<String> beginningWith(String typed, List<String> ids) {
		return ids.stream().filter((id) -> id.startsWith(typed)).toList();
	}

	private MonarchException ambiguous(String typed, List<String> candidates) {
		int more = candidates.size() - SHOWN;
		return new MonarchException(Kind.BAD_INPUT,
				"'" + typed + "' matches the beginning of " + Sizes.count(candidates.size(), "migration") + ": "
						+ candidates.stream().limit(SHOWN).collect(Collectors.joining(", "))
						+ ((more > 0) ? " and " + Sizes.count(more) + " more" : "") + ".",
				"Type more of the id." + ((this.environment != null)
						? " See 'monarch list-migrations " + this.environment.name() + "'." : ""));
	}

}
