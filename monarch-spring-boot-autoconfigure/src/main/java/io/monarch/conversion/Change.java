package io.monarch.conversion;

import org.jspecify.annotations.Nullable;

/**
 * A change of another tool: a change unit, or one change set of a change log.
 *
 * @param file its source
 * @param type its class
 * @param annotation the annotation with its id
 * @param order the order of its class; empty if it has none
 * @param setOrder the order of the change set in its change log; empty for a change unit
 * @param execution the method that makes the change
 * @param before the method that runs before it, or {@code null}
 * @param rollback the method that rolls it back, or {@code null}
 * @param rollbackBefore the method that rolls back the one before it, or {@code null}
 * @param alone whether the class has no other change
 */
@SuppressWarnings("ReferenceEquality") // a member is itself alone
record Change(SourceFile file, SourceClass type, SourceAnnotation annotation, String order, String setOrder,
		SourceMember execution, @Nullable SourceMember before, @Nullable SourceMember rollback,
		@Nullable SourceMember rollbackBefore, boolean alone) {

	/**
	 * Tell whether a member is one of the methods of this change.
	 */
	boolean isMadeOf(SourceMember member) {
		return member == this.execution || member == this.before || member == this.rollback
				|| member == this.rollbackBefore;
	}

}
