package io.monarch.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import com.mongodb.MongoException;
import io.monarch.backup.BackupEntry;
import io.monarch.environment.DatabaseProtection;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.MonarchException;
import io.monarch.environment.Protection;
import io.monarch.environment.ServerInfo;
import io.monarch.lock.LockHolder;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.migration.Migrations;
import io.monarch.transfer.InterruptedReplacement;
import io.monarch.transfer.Origin;
import io.monarch.transfer.Origins;
import org.jspecify.annotations.Nullable;

/**
 * The state of an environment, as far as it can be determined. This only reads.
 */
final class EnvironmentReport {

	private final Environment environment;

	private DatabaseProtection protection;

	private final List<Finding> problems = new ArrayList<>();

	private final List<Finding> warnings = new ArrayList<>();

	private @Nullable String server;

	private @Nullable LockHolder lock;

	private List<MigrationStatus> migrations = List.of();

	private List<String> pending = List.of();

	private @Nullable InterruptedReplacement replacement;

	private List<Origin> origins = List.of();

	private @Nullable BackupEntry backup;

	private @Nullable BackupEntry proven;

	private EnvironmentReport(Environment environment, DatabaseProtection protection) {
		this.environment = environment;
		this.protection = protection;
	}

	/**
	 * Read the state of an environment.
	 * @param backups the existing backups
	 * @param maximumAge the maximum age of its last backup, or {@code null} for any age
	 */
	static EnvironmentReport of(Environment environment, Services services, List<BackupEntry> backups,
			@Nullable Duration maximumAge, Instant now) {
		EnvironmentReport report = new EnvironmentReport(environment,
				DatabaseProtection.configured(environment, services.environments().get().compared()));
		report.backup = last(environment, backups).orElse(null);
		report.proven = lastProven(environment, backups).orElse(null);
		report.addProofProblems(backups);
		report.server = report.read(() -> ServerInfo.describe(environment.mongoDatabase()));
		if (report.server != null) {
			report.readProtection(services);
			report.checkReads();
			report.readDatabase(services);
		}
		report.judgeBackup(maximumAge, now);
		return report;
	}

	/**
	 * The members that the server reports count as well, as they do before a change.
	 */
	private void readProtection(Services services) {
		DatabaseProtection found = read(
				() -> DatabaseProtection.of(this.environment, services.environments().get().compared()));
		if (found != null) {
			this.protection = found;
		}
	}

	/**
	 * Migrations read from the primary, and copies and backups as the URI says.
	 */
	private void checkReads() {
		var unused = read(() -> {
			this.environment.requireReadable();
			return true;
		});
	}

	private void readDatabase(Services services) {
		Migrations migrations = services.migrations().get();
		this.lock = read(() -> services.locks().get().holder(this.environment).orElse(null));
		List<MigrationStatus> found = read(() -> migrations.list(this.environment));
		if (found != null) {
			this.migrations = found;
			List<String> open = read(() -> migrations.pending(this.environment));
			this.pending = (open != null) ? open : List.of();
			judgeMigrations(migrations);
		}
		this.replacement = read(() -> services.recovery().get().find(this.environment).orElse(null));
		if (this.replacement != null && this.lock == null) {
			this.problems
				.add(new Finding("replacing the database " + "with " + this.replacement.source() + " was interrupted",
						"Run 'monarch recover " + this.environment.name() + "'." + this.environment.nameHint()));
		}
		List<Origin> known = read(() -> Origins.of(this.environment));
		this.origins = (known != null) ? known : List.of();
	}

	private void judgeMigrations(Migrations migrations) {
		for (MigrationStatus status : this.migrations) {
			if (ShowMigrationCommand.needsAction(status)) {
				String advice = read(() -> migrations.advice(status, this.environment));
				this.problems
					.add(new Finding("migration " + status.id() + (status.isAbandoned() ? " was abandoned" : " failed"),
							(advice != null) ? advice : ""));
			}
		}
		paused().forEach((status) -> this.warnings
			.add(new Finding("migration " + status.id() + " is paused", "Run 'monarch resume " + status.id() + " "
					+ this.environment.name() + "'." + this.environment.nameHint())));
		if (!notBegun().isEmpty()) {
			this.warnings.add(new Finding(Sizes.count(notBegun().size(), "pending migration"),
					this.protection.protection() == Protection.READ_ONLY
							? "The environment is read-only: its own deployment or another name has to migrate it."
							: "Run 'monarch migrate " + this.environment.name() + "'." + this.environment.nameHint()));
		}
	}

	private void judgeBackup(@Nullable Duration maximumAge, Instant now) {
		String action = (this.server == null) ? "Make its server reachable, then back it up."
				: "Run 'monarch backup " + this.environment.name() + "'." + this.environment.nameHint();
		if (this.backup == null) {
			(maximumAge != null ? this.problems : this.warnings)
				.add(new Finding("there is no complete backup", action));
		}
		else if (maximumAge != null && Duration.between(this.backup.createdAt(), now).compareTo(maximumAge) > 0) {
			this.problems
				.add(new Finding("the last backup is from " + Sizes.time(this.backup.createdAt(), now), action));
		}
	}

	/**
	 * Return the last backup of all of an environment's database that can be restored.
	 */
	private static Optional<BackupEntry> last(Environment environment, List<BackupEntry> backups) {
		return backups.stream()
			.filter((each) -> each.state() == BackupEntry.State.COMPLETE && each.querySet() == null)
			.filter((each) -> environment.name().equals(each.environment())
					&& environment.database().equals(each.database()))
			.max(Comparator.comparing(BackupEntry::createdAt));
	}

	/**
	 * Return the backup of an environment's database that was proven last.
	 */
	private static Optional<BackupEntry> lastProven(Environment environment, List<BackupEntry> backups) {
		return backups.stream()
			.filter((each) -> each.proof() != null && environment.name().equals(each.environment())
					&& environment.database().equals(each.database()))
			.max(Comparator.comparing((each) -> Objects.requireNonNull(each.proof()).provenAt()));
	}

	private void addProofProblems(List<BackupEntry> backups) {
		backups.stream()
			.filter((each) -> each.proofProblem() != null && this.environment.name().equals(each.environment()))
			.forEach((each) -> this.warnings
				.add(new Finding(Objects.requireNonNull(each.proofProblem()), "Run 'monarch verify-backup "
						+ each.name() + " --restore-on <env>', which writes it again if the backup is good.")));
	}

	/**
	 * Read something. A failure becomes a problem of the report, and the rest is still
	 * shown.
	 */
	private <T> @Nullable T read(Read<T> work) {
		try {
			return work.get();
		}
		catch (MonarchException ex) {
			add(ex);
		}
		catch (MongoException ex) {
			add(EnvironmentException.of(this.environment, ex));
		}
		return null;
	}

	private void add(MonarchException ex) {
		Finding finding = new Finding(String.valueOf(ex.getMessage()), ex.action());
		if (!this.problems.contains(finding)) {
			this.problems.add(finding);
		}
	}

	Environment environment() {
		return this.environment;
	}

	/**
	 * Return the protection of the database, which can be stricter than that of the
	 * environment itself.
	 */
	DatabaseProtection protection() {
		return this.protection;
	}

	/**
	 * Return the description of the server, or {@code null} if it cannot be reached.
	 */
	@Nullable String server() {
		return this.server;
	}

	@Nullable LockHolder lock() {
		return this.lock;
	}

	List<MigrationStatus> migrations() {
		return this.migrations;
	}

	List<MigrationStatus> failed() {
		return this.migrations.stream().filter((status) -> status.recordedState() == MigrationState.FAILED).toList();
	}

	List<MigrationStatus> abandoned() {
		return this.migrations.stream().filter(MigrationStatus::isAbandoned).toList();
	}

	/**
	 * Return those that are running, except those that are paused and keep the lock.
	 */
	List<MigrationStatus> running() {
		return this.migrations.stream()
			.filter((status) -> status.activity() != null && status.activity().running() && status.pause() == null)
			.toList();
	}

	/**
	 * Return the batch migrations that are paused, and did not fail.
	 */
	List<MigrationStatus> paused() {
		return this.migrations.stream()
			.filter((status) -> status.recordedState() == MigrationState.PROCESSING && status.pause() != null)
			.toList();
	}

	/**
	 * Return the batch migrations that an instance of the application continues.
	 */
	List<MigrationStatus> waiting() {
		return this.migrations.stream().filter((status) -> status.isWaiting() && status.pause() == null).toList();
	}

	long completed() {
		return this.migrations.stream()
			.filter((status) -> status.recordedState() == MigrationState.COMPLETED && !status.isToBeRepeated())
			.count();
	}

	/**
	 * Return the ids of the migrations that {@code migrate} would run.
	 */
	List<String> pending() {
		return this.pending;
	}

	/**
	 * Return the ids of the pending migrations, except batch migrations that are running,
	 * paused or waiting.
	 */
	List<String> notBegun() {
		List<String> begun = Stream.of(running(), paused(), waiting())
			.flatMap(List::stream)
			.filter((status) -> status.batch() != null)
			.map(MigrationStatus::id)
			.toList();
		return this.pending.stream().filter((id) -> !begun.contains(id)).toList();
	}

	@Nullable InterruptedReplacement replacement() {
		return this.replacement;
	}

	List<Origin> origins() {
		return this.origins;
	}

	@Nullable BackupEntry backup() {
		return this.backup;
	}

	/**
	 * Return the backup that was proven last, or {@code null} if none was.
	 */
	@Nullable BackupEntry proven() {
		return this.proven;
	}

	List<Finding> problems() {
		return this.problems;
	}

	List<Finding> warnings() {
		return this.warnings;
	}

	/**
	 * Reads something that may not exist.
	 */
	@FunctionalInterface
	private interface Read<T> {

		@Nullable T get();

	}

	/**
	 * Something that needs attention.
	 *
	 * @param what its description
	 * @param action the next step
	 */
	record Finding(String what, String action) {

	}

}
