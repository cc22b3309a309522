package io.monarch.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.monarch.backup.BackupEntry;
import io.monarch.backup.Proof;
import io.monarch.environment.Environment;
import io.monarch.lock.LockHolder;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.shell.EnvironmentReport.Finding;
import io.monarch.transfer.Origin;
import io.monarch.transfer.Provenance;
import io.monarch.transfer.Provenance.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The lines that show the state of an environment.
 */
final class StatusLines {

	private static final int ORIGINS = 5;

	private static final String INDENT = " ".repeat(15);

	private final EnvironmentReport report;

	private final Instant now;

	private final List<String> lines = new ArrayList<>();

	private StatusLines(EnvironmentReport report, Instant now) {
		this.report = report;
		this.now = now;
	}

	static List<String> of(EnvironmentReport report, Instant now) {
		return new StatusLines(report, now).lines();
	}

	private List<String> lines() {
		Environment environment = this.report.environment();
		this.lines.add("Environment " + environment.description() + ", " + this.report.protection().protection().text()
				+ (environment.isApplication() ? ", the application's own" : ""));
		String reason = this.report.protection().reason();
		if (reason != null) {
			add("Protection", this.report.protection().protection().text() + ", since " + reason);
		}
		String server = this.report.server();
		add("Server", (server != null) ? server : "not reachable");
		if (server != null) {
			add("Lock", lock(this.report.lock()));
			addMigrations();
		}
		add("Last backup", backup(this.report.backup()));
		addProof(this.report.proven());
		if (server != null) {
			addOrigins();
		}
		this.report.problems().forEach((problem) -> addFinding("Problem", problem));
		this.report.warnings().forEach((warning) -> addFinding("Warning", warning));
		return this.lines;
	}

	private void add(String name, String value) {
		this.lines.add(String.format("  %-13s%s", name + ":", value));
	}

	private void addFinding(String name, Finding finding) {
		add(name, finding.what());
		if (!finding.action().isEmpty()) {
			this.lines.add(INDENT + finding.action());
		}
	}

	private String lock(@Nullable LockHolder holder) {
		if (holder == null) {
			return "free";
		}
		String renewed = (holder.renewedAt() != null) ? ", renewed " + ago(holder.renewedAt()) : "";
		long left = Duration.between(this.now, holder.until()).toSeconds();
		return "held by " + Sizes.holder(holder, this.now) + renewed
				+ ((left > 0) ? ", expires in " + left + " s unless it is renewed" : "");
	}

	private String ago(Instant time) {
		long seconds = Duration.between(time, this.now).toSeconds();
		return (seconds < 120) ? Math.max(seconds, 0) + " s ago" : Sizes.age(time, this.now);
	}

	/**
	 * Count pending migrations, except those shown as failed or abandoned, which may run
	 * again automatically, and batch migrations that have begun.
	 */
	private long neverFailed() {
		List<String> shown = Stream.concat(this.report.failed().stream(), this.report.abandoned().stream())
			.map(MigrationStatus::id)
			.toList();
		return this.report.notBegun().stream().filter((id) -> !shown.contains(id)).count();
	}

	private void addMigrations() {
		List<String> counts = new ArrayList<>();
		count(counts, this.report.completed(), "completed");
		count(counts, neverFailed(), "pending");
		count(counts, this.report.running().size(), "running");
		count(counts, this.report.paused().size(), "paused");
		count(counts, this.report.waiting().size(), "waiting");
		count(counts, this.report.failed().size(), "failed");
		count(counts, this.report.abandoned().size(), "abandoned");
		count(counts,
				this.report.migrations().stream().filter((status) -> status.state() == MigrationState.MISSING).count(),
				"missing");
		add("Migrations", counts.isEmpty() ? "none" : String.join(", ", counts));
		this.report.notBegun().forEach((id) -> add("Pending", id));
		this.report.running().forEach((status) -> add("Running", status.id() + began(status) + " " + remark(status)));
		this.report.paused().forEach((status) -> addRemark("Paused", status.id(), status));
		this.report.waiting().forEach((status) -> addRemark("Waiting", status.id() + began(status), status));
		this.report.failed().forEach((status) -> addRemark("Failed", status.id(), status));
		this.report.abandoned().forEach((status) -> addRemark("Abandoned", status.id() + began(status), status));
	}

	private void addRemark(String name, String what, MigrationStatus status) {
		String remark = remark(status);
		add(name, what + (remark.isEmpty() ? "" : ": " + remark));
		if (StateWords.isShortened(status, this.report.environment(), this.now)) {
			this.lines.add(INDENT + StateWords.more(status, this.report.environment()));
		}
	}

	private static void count(List<String> counts, long count, String what) {
		if (count > 0) {
			counts.add(Sizes.count(count) + " " + what);
		}
	}

	private String began(MigrationStatus status) {
		return (status.startedAt() != null) ? ", since " + Sizes.time(status.startedAt(), this.now) : "";
	}

	private String remark(MigrationStatus status) {
		return StateWords.shortRemark(status, this.report.environment(), this.now);
	}

	private String backup(@Nullable BackupEntry backup) {
		return (backup != null) ? backup.name() + ", " + Sizes.time(backup.createdAt(), this.now) : "none";
	}

	private void addProof(@Nullable BackupEntry proven) {
		Proof proof = (proven != null) ? proven.proof() : null;
		if (proven != null && proof != null) {
			add("Last proof", proven.name() + ", " + Sizes.time(proof.provenAt(), this.now) + ", on '"
					+ proof.environment() + "'");
		}
	}

	private void addOrigins() {
		if (this.report.origins().isEmpty()) {
			add("Data from", "no recorded copy or restore");
		}
		this.report.origins().stream().limit(ORIGINS).forEach((origin) -> add("Data from", origin(origin)));
		if (this.report.origins().size() > ORIGINS) {
			add("Data from", (this.report.origins().size() - ORIGINS) + " earlier ones (--output json shows them)");
		}
	}

	private String origin(Origin origin) {
		Provenance from = origin.provenance();
		StringBuilder words = new StringBuilder();
		if (from.operation() == Operation.COPY) {
			words.append("copy of '").append(from.name()).append("'");
			append(words, " (database ", from.database(), ")");
		}
		else {
			words.append("restore of backup ").append(from.name());
			append(words, " of '", from.environment(), "'");
			append(words, " made ", (from.takenAt() != null) ? Sizes.time(from.takenAt(), this.now) : null, "");
		}
		append(words, ", query set '", from.querySet(), "'");
		append(words, ", only ", (origin.collections() != null) ? String.join(", ", origin.collections()) : null, "");
		return words.append(", ")
			.append(Sizes.time(origin.at(), this.now))
			.append(", by ")
			.append(origin.by())
			.toString();
	}

	private static void append(StringBuilder words, String before, @Nullable String value, String after) {
		if (value != null) {
			words.append(before).append(value).append(after);
		}
	}

}
