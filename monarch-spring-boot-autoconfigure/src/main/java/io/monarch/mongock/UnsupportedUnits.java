package io.monarch.mongock;

import java.util.List;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

/**
 * Refuses change units with attributes that only Mongock supports, before anything runs.
 */
final class UnsupportedUnits {

	private final MongockSettings settings;

	UnsupportedUnits(MongockSettings settings) {
		this.settings = settings;
	}

	void refuse(List<ChangeUnit> units) {
		List<ChangeUnit> demanding = units.stream()
			.filter((unit) -> !unit.demands().isEmpty() && !unit.isIn(this.settings.runOnce()))
			.toList();
		if (!demanding.isEmpty()) {
			String ids = String.join(",", demanding.stream().map(ChangeUnit::id).toList());
			throw new MonarchException(Kind.BAD_INPUT,
					"Monarch does not support what " + count(demanding.size()) + " for: "
							+ String.join("; ",
									demanding.stream()
										.map((unit) -> "'" + unit.id() + "' (" + unit.place() + ") "
												+ String.join(" and ", unit.demands()))
										.toList())
							+ ".",
					"Nothing was run. Exclude them: monarch.mongock.exclude=" + ids
							+ " , or run them once, like any other: monarch.mongock.run-once=" + ids
							+ " . Replace runAlways with @Migration(version = \"...\").");
		}
		units.stream()
			.filter((unit) -> unit.isInTransaction(this.settings) && unit.before() != null)
			.findFirst()
			.ifPresent((unit) -> {
				throw new MonarchException(Kind.BAD_INPUT,
						"The change unit '" + unit.id() + "' (" + unit.type().getName()
								+ ") has a method with @BeforeExecution, which must not run in a transaction, but "
								+ "monarch.mongock.transactional is true.",
						"Nothing was run. Set monarch.mongock.transactional=false, or exclude it: "
								+ "monarch.mongock.exclude=" + unit.id() + ".");
			});
	}

	private static String count(int units) {
		return (units == 1) ? "a change unit asks" : units + " change units ask";
	}

}
