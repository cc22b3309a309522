package io.monarch.mongock;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.List;

import io.monarch.migration.SuppliedMigration;
import org.jspecify.annotations.Nullable;

/**
 * A change unit, or one change set of a change log, which is one migration.
 *
 * @param id the id of the change
 * @param author the author, who is a part of what Mongock knows it by
 * @param type its class
 * @param constructor what creates its class
 * @param before what runs before it, or {@code null}
 * @param execution what runs
 * @param rollback what undoes it, or {@code null}
 * @param rollbackBefore what undoes what runs before it, or {@code null}
 * @param transactional whether it may run in a transaction
 * @param demands what it asks for that only Mongock does, each as it is written in the
 * annotation
 */
record ChangeUnit(String id, String author, Class<?> type, Constructor<?> constructor, @Nullable Method before,
		Method execution, @Nullable Method rollback, @Nullable Method rollbackBefore, boolean transactional,
		List<String> demands) {

	/**
	 * The id of the entry that Mongock's history has for what runs before a change unit.
	 */
	String beforeId() {
		return this.id + "_before";
	}

	/**
	 * Whether an entry of a list of the configuration means this: by its id, or by the
	 * name of its class.
	 */
	boolean isIn(List<String> names) {
		return names.contains(this.id) || names.contains(this.type.getName());
	}

	/**
	 * Return where it is, for messages.
	 */
	String place() {
		return this.type.getName() + "." + this.execution.getName();
	}

	SuppliedMigration migration(MongockSettings settings) {
		return new SuppliedMigration(this.id, this.author,
				this.type.getSimpleName() + "." + this.execution.getName() + " by " + this.author, this.type,
				isInTransaction(settings), this.rollback != null);
	}

	boolean isInTransaction(MongockSettings settings) {
		return settings.transactional() && this.transactional;
	}

}
