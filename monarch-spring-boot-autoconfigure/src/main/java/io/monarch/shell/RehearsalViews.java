package io.monarch.shell;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.monarch.rehearsal.RehearsalResult;
import io.monarch.rehearsal.RehearsedMigration;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a rehearsal.
 */
final class RehearsalViews {

	private RehearsalViews() {
	}

	static Map<String, @Nullable Object> of(RehearsalResult result) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("environment", result.environment());
		shape.put("on", result.on());
		shape.put("migrations", result.migrations().stream().map(RehearsalViews::of).toList());
		shape.put("warnings", result.warnings().size());
		shape.put("failed", result.failed().map(RehearsalViews::failed).orElse(null));
		shape.put("pending", result.pending());
		shape.put("partial", result.partial());
		shape.put("documents", result.documents());
		shape.put("copyMillis", result.copyDuration().toMillis());
		shape.put("expectedMillis", result.expected().toMillis());
		shape.put("notes", result.notes());
		shape.put("kept", result.kept());
		return shape;
	}

	private static Map<String, @Nullable Object> failed(RehearsedMigration migration) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("id", migration.id());
		shape.put("error", migration.error());
		return shape;
	}

	private static Map<String, @Nullable Object> of(RehearsedMigration migration) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("id", migration.id());
		shape.put("state", migration.completed() ? "COMPLETED" : "FAILED");
		shape.put("durationMillis", migration.duration().toMillis());
		shape.put("expectedMillis", migration.expected().toMillis());
		shape.put("collections", migration.collections().stream().map((each) -> {
			Map<String, @Nullable Object> change = new LinkedHashMap<>();
			change.put("name", each.name());
			change.put("inserted", each.inserted());
			change.put("changed", each.changed());
			change.put("removed", each.removed());
			return change;
		}).toList());
		shape.put("definitions", migration.definitions());
		shape.put("scans", migration.scans().stream().map((each) -> {
			Map<String, @Nullable Object> scan = new LinkedHashMap<>();
			scan.put("collection", each.collection());
			scan.put("command", each.command());
			scan.put("shape", each.shape());
			scan.put("runs", each.runs());
			scan.put("documents", each.documents());
			return scan;
		}).toList());
		Duration limit = migration.transactionLimit();
		shape.put("longestTransactionMillis", migration.longestTransaction().toMillis());
		shape.put("transactionLimitMillis", (limit != null) ? limit.toMillis() : null);
		shape.put("survives", migration.survival().name());
		shape.put("warnings", migration.warnings().stream().map((each) -> {
			Map<String, @Nullable Object> warning = new LinkedHashMap<>();
			warning.put("kind", each.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
			warning.put("message", each.message());
			return warning;
		}).toList());
		return shape;
	}

}
