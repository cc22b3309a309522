package io.monarch.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.monarch.backup.BackupEntry;
import io.monarch.backup.BackupResult;
import io.monarch.backup.Proof;
import io.monarch.backup.ProofResult;
import io.monarch.backup.Verification;
import io.monarch.environment.Environment;
import io.monarch.environment.Protection;
import io.monarch.lock.LockHolder;
import io.monarch.migration.HistoryImportResult;
import io.monarch.migration.MigrationResult;
import io.monarch.migration.MigrationStatus;
import io.monarch.migration.MigrationStatus.Activity;
import io.monarch.migration.MigrationStatus.Attempt;
import io.monarch.migration.MigrationStatus.Batch;
import io.monarch.migration.MigrationStatus.Imported;
import io.monarch.migration.MigrationStatus.Progress;
import io.monarch.queryset.QuerySetDescription;
import io.monarch.transfer.InterruptedReplacement;
import io.monarch.transfer.TransferResult;
import org.jspecify.annotations.Nullable;

/**
 * The JSON that commands print, which is an interface for scripts: times in ISO-8601,
 * durations in milliseconds, {@code null} for missing values.
 */
final class JsonViews {

	private JsonViews() {
	}

	static Map<String, @Nullable Object> of(Environment environment, Protection protection) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("name", environment.name());
		shape.put("hosts", environment.hosts());
		shape.put("database", environment.database());
		shape.put("protection", protection.text());
		shape.put("application", environment.isApplication());
		return shape;
	}

	/**
	 * Return the outcome of an interrupted replacement.
	 * @param interrupted the replacement, or {@code null} if there was none
	 * @param state {@code NOTHING}, {@code RECOVERED} or {@code ABANDONED}
	 */
	static Map<String, @Nullable Object> of(Environment environment, @Nullable InterruptedReplacement interrupted,
			String state) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("environment", environment.name());
		shape.put("state", state);
		shape.put("source", (interrupted != null) ? interrupted.source() : null);
		shape.put("since", (interrupted != null) ? time(interrupted.since()) : null);
		shape.put("done", (interrupted != null) ? interrupted.done() : List.of());
		shape.put("left", (interrupted != null) ? interrupted.left() : List.of());
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
		Attempt attempt = status.attempt();
		Activity activity = status.activity();
		shape.put("recordedState", (attempt != null) ? attempt.recorded().name() : null);
		shape.put("activity", status.activityName());
		shape.put("progress", (activity != null && activity.done() > 0) ? progress(activity) : null);
		shape.put("host", (attempt != null) ? attempt.host() : null);
		shape.put("applicationVersion", (attempt != null) ? attempt.applicationVersion() : null);
		shape.put("marked", attempt != null && attempt.marked());
		shape.put("version", status.version());
		shape.put("recordedVersion", status.recordedVersion());
		shape.put("batch", (status.batch() != null) ? batch(status, status.batch()) : null);
		return shape;
	}

	/**
	 * What is known about a batch migration that has begun.
	 */
	private static Map<String, @Nullable Object> batch(MigrationStatus status, Batch batch) {
		Progress progress = status.progress();
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("background", batch.background());
		shape.put("done", (progress != null) ? progress.done() : null);
		shape.put("total", (progress != null) ? progress.total() : null);
		shape.put("percent", (progress != null) ? progress.percent() : null);
		shape.put("perSecond", (progress != null && progress.perSecond() > 0) ? progress.perSecond() : null);
		shape.put("leftMillis", (progress != null) ? millis(progress.left()) : null);
		shape.put("pausedBy", (batch.pause() != null) ? batch.pause().by() : null);
		shape.put("pausedSince", (batch.pause() != null) ? time(batch.pause().since()) : null);
		return shape;
	}

	/**
	 * An import of the history of another tool.
	 */
	static Map<String, @Nullable Object> of(HistoryImportResult result) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("from", result.from().option());
		shape.put("collection", result.collection());
		shape.put("imported", result.imported());
		shape.put("entries", result.entries().stream().map((each) -> {
			Map<String, @Nullable Object> entry = new LinkedHashMap<>();
			entry.put("oldId", each.oldId());
			entry.put("author", each.author());
			entry.put("at", time(each.at()));
			entry.put("verdict", each.verdict().name());
			entry.put("id", each.id());
			entry.put("why", each.why());
			entry.put("warning", each.warning());
			return entry;
		}).toList());
		shape.put("warnings", result.warnings());
		return shape;
	}

	private static Map<String, @Nullable Object> progress(Activity activity) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("done", activity.done());
		shape.put("total", (activity.total() > 0) ? activity.total() : null);
		return shape;
	}

	/**
	 * A migration of one of several environments.
	 */
	static Map<String, @Nullable Object> of(String environment, MigrationStatus status) {
		Map<String, @Nullable Object> shape = of(status);
		shape.put("environment", environment);
		return shape;
	}

	/**
	 * All details of a migration.
	 */
	static Map<String, @Nullable Object> ofAll(Environment environment, MigrationStatus status,
			@Nullable String action) {
		Map<String, @Nullable Object> shape = of(status);
		Attempt attempt = status.attempt();
		shape.put("environment", environment.name());
		shape.put("operation", (attempt != null) ? (attempt.rollback() ? "rollback" : "migrate") : null);
		shape.put("transactional", (attempt != null) ? attempt.transactional() : null);
		shape.put("markedAt", (attempt != null) ? time(attempt.markedAt()) : null);
		shape.put("markedBy", (attempt != null) ? attempt.markedBy() : null);
		shape.put("imported", (attempt != null && attempt.imported() != null) ? of(attempt.imported()) : null);
		shape.put("trace", (attempt != null) ? attempt.trace() : null);
		shape.put("action", action);
		return shape;
	}

	private static Map<String, @Nullable Object> of(Imported imported) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("from", imported.from());
		shape.put("collection", imported.collection());
		shape.put("id", imported.id());
		shape.put("author", imported.author());
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
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("environment", environment.name());
		shape.put("holder", of(holder));
		shape.put("unlocked", unlocked);
		return shape;
	}

	static @Nullable Map<String, @Nullable Object> of(@Nullable LockHolder holder) {
		if (holder == null) {
			return null;
		}
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("owner", holder.owner());
		shape.put("since", time(holder.since()));
		shape.put("until", time(holder.until()));
		shape.put("renewedAt", time(holder.renewedAt()));
		return shape;
	}

	static Map<String, @Nullable Object> ofDropped(Environment environment) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("environment", environment.name());
		shape.put("database", environment.database());
		shape.put("dropped", true);
		return shape;
	}

	static Map<String, @Nullable Object> ofDeleted(String backup) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("name", backup);
		shape.put("deleted", true);
		return shape;
	}

	static Map<String, @Nullable Object> ofScript(String shell, String script) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("shell", shell);
		shape.put("script", script);
		return shape;
	}

	/**
	 * A copy or a restore.
	 */
	static Map<String, @Nullable Object> of(String from, String to, TransferResult result, List<String> warnings) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("from", from);
		shape.put("to", to);
		append(shape, result, warnings);
		return shape;
	}

	/**
	 * A restore, which may be into another database than that of the environment.
	 */
	static Map<String, @Nullable Object> of(String from, Environment to, TransferResult result, List<String> warnings) {
		Map<String, @Nullable Object> shape = of(from, to.name(), result, warnings);
		shape.put("database", to.database());
		return shape;
	}

	/**
	 * A backup.
	 * @param verification its verification, or {@code null} if it was not verified
	 */
	static Map<String, @Nullable Object> of(BackupResult result, List<String> warnings,
			@Nullable Verification verification) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("name", result.name());
		shape.put("size", result.size());
		shape.put("environment", result.environment());
		shape.put("database", result.database());
		shape.put("createdAt", time(result.createdAt()));
		append(shape, result.transfer(), warnings);
		shape.put("verified", (verification != null) ? verification.isGood() : null);
		return shape;
	}

	private static void append(Map<String, @Nullable Object> shape, TransferResult result, List<String> warnings) {
		shape.put("collections", result.collections().stream().map((each) -> {
			Map<String, @Nullable Object> collection = new LinkedHashMap<>();
			collection.put("name", each.name());
			collection.put("documents", each.documents());
			collection.put("buckets", each.buckets());
			collection.put("bytes", each.bytes());
			collection.put("indexes", each.indexes());
			collection.put("consistent", !result.inconsistent().contains(each.name()));
			return collection;
		}).toList());
		shape.put("documents", result.documents());
		shape.put("buckets", result.buckets());
		shape.put("bytes", result.bytes());
		shape.put("consistent", result.consistent());
		shape.put("durationMillis", millis(result.duration()));
		shape.put("masked", result.masked().stream().map((each) -> {
			Map<String, @Nullable Object> masked = new LinkedHashMap<>();
			masked.put("collection", each.collection());
			masked.put("fields", each.fields());
			masked.put("transformed", each.transformed());
			masked.put("absent", each.absent());
			return masked;
		}).toList());
		shape.put("warnings", warnings);
	}

	static Map<String, @Nullable Object> of(BackupEntry entry) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("name", entry.name());
		shape.put("size", entry.size());
		shape.put("createdAt", time(entry.createdAt()));
		shape.put("environment", entry.environment());
		shape.put("database", entry.database());
		shape.put("documents", entry.documents());
		shape.put("buckets", (entry.documents() != null) ? entry.buckets() : null);
		shape.put("state", entry.state().name());
		shape.put("querySet", entry.querySet());
		shape.put("proof", of(entry.proof()));
		shape.put("proofProblem", entry.proofProblem());
		return shape;
	}

	static Map<String, @Nullable Object> of(QuerySetDescription description) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("name", description.name());
		shape.put("description", description.description());
		shape.put("parameters", description.parameters());
		return shape;
	}

	static Map<String, @Nullable Object> of(Verification verification) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("name", verification.name());
		shape.put("ok", verification.isGood());
		shape.put("problems", verification.problems());
		return shape;
	}

	/**
	 * A proof of a backup.
	 */
	static Map<String, @Nullable Object> of(ProofResult result, List<String> warnings) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("name", result.name());
		shape.put("ok", result.problems().isEmpty());
		shape.put("problems", result.problems());
		shape.put("proof", of(result.proof()));
		shape.put("recorded", result.recorded());
		shape.put("warnings", warnings);
		return shape;
	}

	static @Nullable Map<String, @Nullable Object> of(@Nullable Proof proof) {
		if (proof == null) {
			return null;
		}
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("provenAt", time(proof.provenAt()));
		shape.put("environment", proof.environment());
		shape.put("hosts", proof.hosts());
		shape.put("server", proof.server());
		shape.put("durationMillis", millis(proof.duration()));
		shape.put("collections", proof.collections());
		shape.put("documents", proof.documents());
		shape.put("by", proof.by());
		return shape;
	}

	static Map<String, @Nullable Object> of(Errors.Report report) {
		Map<String, @Nullable Object> error = new LinkedHashMap<>();
		error.put("message", report.message());
		error.put("action", report.action());
		error.put("exitCode", report.kind().exitCode());
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("error", error);
		return shape;
	}

	static @Nullable String time(@Nullable Instant instant) {
		return (instant != null) ? instant.toString() : null;
	}

	private static @Nullable Long millis(@Nullable Duration duration) {
		return (duration != null) ? duration.toMillis() : null;
	}

}
