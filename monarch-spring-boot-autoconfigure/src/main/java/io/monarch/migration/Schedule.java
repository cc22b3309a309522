package io.monarch.migration;

import java.util.List;

/**
 * When a migration runs, besides the order of the ids.
 *
 * @param background whether it runs after the application is ready
 * @param after the ids of migrations that have to be completed before
 */
record Schedule(boolean background, List<String> after) {

	static final Schedule IN_ORDER = new Schedule(false, List.of());

}
