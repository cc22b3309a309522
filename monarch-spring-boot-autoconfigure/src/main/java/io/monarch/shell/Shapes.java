package io.monarch.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.monarch.environment.Environment;
import io.monarch.environment.LockHolder;
import io.monarch.migration.MigrationResult;
import io.monarch.migration.MigrationStatus;
import org.jspecify.annotations.Nullable;

/**
 * The JSON that commands print, which others script against: times in ISO-8601, durations
 * in milliseconds, {@code null} for what is missing.
 */
final class Shapes {

	private Shapes() {
	}

	static Map<String, @Nullable Object> of(Environment environment) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("name", environment.name());
		shape.put("hosts", environment.hosts());
		shape.put("database", environment.database());
		shape.put("protection", environment.protection().text());
		shape.put("application", environment.isApplication());
		return shape;
	}

	static Map<String, @Nullable Object> of(MigrationStatus status) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("id", status.id());
		shape.put("description", status.description());
		shape.put("state", status.state().name());
		shape.put("startedAt", time(status.startedAt()));
		shape.put("finishedAt", time(status.finishedAt()));
		shape.put("durationMillis", millis(status.duration()));
		shape.put("error", status.error());
		return shape;
	}

	static Map<String, @Nullable Object> of(MigrationResult result) {
		List<Map<String, @Nullable Object>> applied = result.applied().stream().map((each) -> {
			Map<String, @Nullable Object> shape = new LinkedHashMap<>();
			shape.put("id", each.id());
			shape.put("durationMillis", millis(each.duration()));
			return shape;
		}).toList();
		Map<String, @Nullable Object> failed = null;
		if (result.failed() != null) {
			failed = new LinkedHashMap<>();
			failed.put("id", result.failed().id());
			failed.put("error", result.failed().error());
		}
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("environment", result.environment());
		shape.put("applied", applied);
		shape.put("failed", failed);
		shape.put("pending", result.pending());
		return shape;
	}

	static Map<String, @Nullable Object> ofLock(Environment environment, @Nullable LockHolder holder,
			boolean unlocked) {
		Map<String, @Nullable Object> held = null;
		if (holder != null) {
			held = new LinkedHashMap<>();
			held.put("owner", holder.owner());
			held.put("since", time(holder.since()));
			held.put("until", time(holder.until()));
		}
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("environment", environment.name());
		shape.put("holder", held);
		shape.put("unlocked", unlocked);
		return shape;
	}

	private static @Nullable String time(@Nullable Instant instant) {
		return (instant != null) ? instant.toString() : null;
	}

	private static @Nullable Long millis(@Nullable Duration duration) {
		return (duration != null) ? duration.toMillis() : null;
	}

}
