package io.monarch.foreign;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A tool whose history can be imported.
 */
public enum ForeignTool {

	/** Mongock, versions 3 to 5. */
	MONGOCK("mongock", "Mongock", "mongockChangeLog", new MongockForm()),

	/** Mongobee, whose history Mongock has taken over. */
	MONGOBEE("mongobee", "Mongobee", "dbchangelog", new MongockForm()),

	/** Flamingock, which came after Mongock. */
	FLAMINGOCK("flamingock", "Flamingock", "flamingockAuditLog", new FlamingockForm()),

	/** The tool migrate-mongo for Node.js. */
	MIGRATE_MONGO("migrate-mongo", "migrate-mongo", "changelog", new MigrateMongoForm()),

	/** The Monarch for Python. */
	MONARCH_PYTHON("monarch-python", "the Python monarch", "mongo_migration_history", new MonarchPythonForm());

	private final String option;

	private final String title;

	private final String collection;

	@SuppressWarnings("ImmutableEnumChecker") // the forms have no state
	private final ToolForm form;

	ForeignTool(String option, String title, String collection, ToolForm form) {
		this.option = option;
		this.title = title;
		this.collection = collection;
		this.form = form;
	}

	/**
	 * Return the name that commands and records have for it.
	 * @return the name, such as {@code migrate-mongo}
	 */
	public String option() {
		return this.option;
	}

	/**
	 * Return its name for text.
	 * @return the name, such as {@code Mongock}
	 */
	public String title() {
		return this.title;
	}

	/**
	 * Return the name that its history usually has.
	 * @return the name of a collection
	 */
	public String collection() {
		return this.collection;
	}

	ToolForm form() {
		return this.form;
	}

	/**
	 * Tell whether a collection of a name can only be the history of this tool, so that a
	 * document with a different format in it is damaged. The name that migrate-mongo
	 * suggests is too general.
	 */
	boolean owns(String name) {
		return this != MIGRATE_MONGO && this.collection.equals(name);
	}

	/**
	 * Find the tool of an option.
	 * @param option its name in commands
	 * @return the tool, or empty if there is none
	 */
	public static Optional<ForeignTool> of(String option) {
		return Arrays.stream(values()).filter((tool) -> tool.option.equals(option)).findFirst();
	}

	/**
	 * Return the names that commands have for all tools.
	 * @return the names
	 */
	public static List<String> options() {
		return Arrays.stream(values()).map(ForeignTool::option).toList();
	}

}
