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
 * @param author the author, which is a part of its identity in Mongock
 * @param order its order in its change log, or an empty text for a change unit
 * @param type its class
 * @param constructor the constructor of its class
 * @param before the method that runs before it, or {@code null}
 * @param execution the method that runs it
 * @param rollback the method that rolls it back, or {@code null}
 * @param rollbackBefore the method that rolls back the one before it, or {@code null}
 * @param transactional whether it may run in a transaction
 * @param demands the attributes of its annotation that only Mongock supports
 */
record ChangeUnit(String id, String author, String order, Class<?> type, Constructor<?> constructor,
		@Nullable Method before, Method execution, @Nullable Method rollback, @Nullable Method rollbackBefore,
		boolean transactional, List<String> demands) {

	/**
	 * Return the id of the entry in Mongock's history for the method that runs before a
	 * change unit.
	 */
	String beforeId() {
		return this.id + "_before";
	}

	boolean isChangeSet() {
		return ChangeAnnotation.CHANGE_SET.isOn(this.execution);
	}

	/**
	 * Tell whether a configured list contains its id or the name of its class.
	 */
	boolean isIn(List<String> names) {
		return names.contains(this.id) || names.contains(this.type.getName());
	}

	/**
	 * Return its location, for messages.
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
