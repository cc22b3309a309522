package io.monarch.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.monarch.backup.BackupEntry;
import io.monarch.backup.Proof;
import io.monarch.environment.MonarchException;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.shell.EnvironmentReport.Finding;
import io.monarch.transfer.InterruptedReplacement;
import io.monarch.transfer.Origin;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of the state of an environment.
 */
final class StatusJsonViews {

	private StatusJsonViews() {
	}

	static Map<String, @Nullable Object> of(EnvironmentReport report, Instant now) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("environment", report.environment().name());
		shape.put("hosts", report.environment().hosts());
		shape.put("database", report.environment().database());
		shape.put("protection", report.protection().protection().text());
		shape.put("protectionReason", report.protection().reason());
		shape.put("application", report.environment().isApplication());
		shape.put("ok", report.problems().isEmpty());
		shape.put("reachable", report.server() != null);
		shape.put("server", report.server());
		shape.put("lock", JsonViews.of(report.lock()));
		shape.put("migrations", migrations(report));
		shape.put("replacement", of(report.replacement(), report.lock() != null));
		shape.put("lastBackup", of(report.backup(), now));
		shape.put("lastProof", ofProof(report.proven(), now));
		shape.put("origins", report.origins().stream().map(StatusJsonViews::of).toList());
		shape.put("problems", report.problems().stream().map(StatusJsonViews::of).toList());
		shape.put("warnings", report.warnings().stream().map(StatusJsonViews::of).toList());
		return shape;
	}

	/**
	 * Return the JSON of an environment with an invalid configuration.
	 */
	static Map<String, @Nullable Object> of(String name, MonarchException failure) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("environment", name);
		List.of("hosts", "database", "protection", "protectionReason", "application")
			.forEach((each) -> shape.put(each, null));
		shape.put("ok", false);
		shape.put("reachable", false);
		List.of("server", "lock", "migrations", "replacement", "lastBackup", "lastProof", "origins")
			.forEach((each) -> shape.put(each, null));
		shape.put("problems", List.of(of(new Finding(String.valueOf(failure.getMessage()), failure.action()))));
		shape.put("warnings", List.of());
		return shape;
	}

	private static Map<String, @Nullable Object> migrations(EnvironmentReport report) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("completed", report.completed());
		shape.put("pending", report.pending());
		shape.put("running", shapes(report.running()));
		shape.put("failed", shapes(report.failed()));
		shape.put("abandoned", shapes(report.abandoned()));
		shape.put("paused", shapes(report.paused()));
		shape.put("waiting", shapes(report.waiting()));
		shape.put("missing",
				report.migrations()
					.stream()
					.filter((status) -> status.state() == MigrationState.MISSING)
					.map(MigrationStatus::id)
					.toList());
		return shape;
	}

	private static List<Map<String, @Nullable Object>> shapes(List<MigrationStatus> statuses) {
		return statuses.stream().map(JsonViews::of).toList();
	}

	private static @Nullable Map<String, @Nullable Object> of(@Nullable InterruptedReplacement replacement,
			boolean running) {
		if (replacement == null) {
			return null;
		}
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("source", replacement.source());
		shape.put("since", JsonViews.time(replacement.since()));
		shape.put("state", running ? "RUNNING" : "INTERRUPTED");
		return shape;
	}

	private static @Nullable Map<String, @Nullable Object> of(@Nullable BackupEntry backup, Instant now) {
		if (backup == null) {
			return null;
		}
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("name", backup.name());
		shape.put("createdAt", JsonViews.time(backup.createdAt()));
		shape.put("ageMillis", Duration.between(backup.createdAt(), now).toMillis());
		shape.put("size", backup.size());
		shape.put("documents", backup.documents());
		shape.put("buckets", (backup.documents() != null) ? backup.buckets() : null);
		return shape;
	}

	private static @Nullable Map<String, @Nullable Object> ofProof(@Nullable BackupEntry proven, Instant now) {
		Proof proof = (proven != null) ? proven.proof() : null;
		if (proven == null || proof == null) {
			return null;
		}
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("name", proven.name());
		shape.put("ageMillis", Duration.between(proof.provenAt(), now).toMillis());
		shape.put("proof", JsonViews.of(proof));
		return shape;
	}

	private static Map<String, @Nullable Object> of(Origin origin) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("operation", origin.provenance().operation().name().toLowerCase(Locale.ROOT));
		shape.put("from", origin.provenance().name());
		shape.put("environment", origin.provenance().environment());
		shape.put("database", origin.provenance().database());
		shape.put("takenAt", JsonViews.time(origin.provenance().takenAt()));
		shape.put("querySet", origin.provenance().querySet());
		shape.put("collections", origin.collections());
		shape.put("at", JsonViews.time(origin.at()));
		shape.put("by", origin.by());
		return shape;
	}

	private static Map<String, @Nullable Object> of(Finding finding) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("what", finding.what());
		shape.put("action", finding.action());
		return shape;
	}

}
