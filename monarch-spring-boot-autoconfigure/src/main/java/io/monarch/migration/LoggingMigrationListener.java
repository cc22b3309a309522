package io.monarch.migration;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.monarch.environment.CleanLog;
import io.monarch.environment.Environment;
import io.monarch.environment.Interruption;
import io.monarch.lock.LockHolder;
import io.monarch.migration.MigrationStatus.Progress;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Logs the migrations of a deployment: one line for each migration, one for the run,
 * periodic lines while a migration takes long, an error with its stack trace, and nothing
 * if there was nothing to do.
 */
public final class LoggingMigrationListener implements MigrationListener {

	private static final CleanLog logger = CleanLog.of(MigrationRunner.class);

	private static final Duration FIRST_REPORT = Duration.ofSeconds(10);

	private static final Duration REPORTS = Duration.ofMinutes(1);

	/**
	 * One thread for all environments that are migrated at once, and none if there are
	 * none.
	 */
	private static final ScheduledThreadPoolExecutor SCHEDULER = reports();

	private final Duration first;

	private final Duration interval;

	private @Nullable ScheduledFuture<?> report;

	private long startedAt;

	private MeasuredProgress measured = new MeasuredProgress(0);

	public LoggingMigrationListener() {
		this(FIRST_REPORT, REPORTS);
	}

	/**
	 * Create a listener with other intervals.
	 * @param first the time after which progress is logged first
	 * @param interval the interval of further reports
	 */
	LoggingMigrationListener(Duration first, Duration interval) {
		this.first = first;
		this.interval = interval;
	}

	private static ScheduledThreadPoolExecutor reports() {
		ScheduledThreadPoolExecutor reports = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "monarch-progress");
			thread.setDaemon(true);
			return thread;
		});
		reports.setRemoveOnCancelPolicy(true);
		reports.setKeepAliveTime(1, TimeUnit.SECONDS);
		reports.allowCoreThreadTimeOut(true);
		return reports;
	}

	@Override
	public synchronized void started(Environment environment, String id) {
		logger.debug("Running migration " + id + " on environment " + environment.description());
		this.startedAt = System.nanoTime();
		this.measured = new MeasuredProgress(this.startedAt);
		Map<String, String> context = MDC.getCopyOfContextMap();
		this.report = SCHEDULER.scheduleAtFixedRate(() -> report(environment, id, context), this.first.toNanos(),
				this.interval.toNanos(), TimeUnit.NANOSECONDS);
	}

	private void report(Environment environment, String id, @Nullable Map<String, String> context) {
		if (context != null) {
			MDC.setContextMap(context);
		}
		logger.info(describe(environment, id));
	}

	private synchronized String describe(Environment environment, String id) {
		long now = System.nanoTime();
		return "Migration " + id + " has been running on environment '" + environment.name() + "' for "
				+ TimeUnit.NANOSECONDS.toSeconds(now - this.startedAt) + " s" + describe(this.measured.at(now));
	}

	/**
	 * Describe how far it is, such as {@code : 400 of 1000 (40 %), 20/s, 30 s left}.
	 */
	static String describe(Progress progress) {
		if (progress.done() <= 0) {
			return "";
		}
		StringBuilder text = new StringBuilder(": ").append(progress.done());
		if (progress.percent() != null) {
			text.append(" of ").append(progress.total()).append(" (").append(progress.percent()).append(" %)");
		}
		if (progress.perSecond() > 0) {
			text.append((progress.perSecond() < 10) ? String.format(Locale.ROOT, ", %.1f/s", progress.perSecond())
					: ", " + Math.round(progress.perSecond()) + "/s");
		}
		Duration left = progress.left();
		if (left != null) {
			text.append(", ").append(about(left)).append(" left");
		}
		return text.toString();
	}

	private static String about(Duration duration) {
		if (duration.toSeconds() < 120) {
			return duration.toSeconds() + " s";
		}
		return (duration.toMinutes() < 120) ? duration.toMinutes() + " min"
				: duration.toHours() + " h " + duration.toMinutesPart() + " min";
	}

	@Override
	public synchronized void executed(Environment environment, String id, MigrationState state,
			@Nullable Throwable error) {
		if (this.report != null) {
			this.report.cancel(false);
			this.report = null;
		}
	}

	@Override
	public void applied(Environment environment, String id, Duration duration) {
		logger.info("Applied migration " + id + " to environment '" + environment.name() + "' in " + duration.toMillis()
				+ " ms");
	}

	@Override
	public void failed(Environment environment, String id, Throwable error) {
		String where = " on environment " + environment.description();
		if (Interruption.isCauseOf(error)) {
			logger.warn("Migration " + id + " was stopped" + where + " before it ended. 'monarch show-migration " + id
					+ " " + environment.name() + "' shows what is recorded." + environment.nameHint());
		}
		else {
			logger.error("Migration " + id + " failed" + where + ": " + MigrationError.of(error, null).message(),
					error);
		}
	}

	@Override
	public void finished(MigrationResult result, Duration duration) {
		int count = result.applied().size();
		logger.info("Applied " + count + ((count == 1) ? " migration" : " migrations") + " to environment '"
				+ result.environment() + "' in " + duration.toMillis() + " ms");
	}

	@Override
	public synchronized void progress(String id, long doneNow, long totalNow) {
		this.measured.add(System.nanoTime(), doneNow, totalNow);
		logger.debug(id + ": " + doneNow + ((totalNow > 0) ? " of " + totalNow : ""));
	}

	@Override
	public void said(String id, String message) {
		logger.info(id + ": " + message);
	}

	@Override
	public void warned(String message) {
		logger.warn(message);
	}

	@Override
	public void imported(Environment environment, HistoryImportResult result) {
		int count = result.imported();
		logger.info("Imported " + count + ((count == 1) ? " migration" : " migrations") + " from the history of "
				+ result.from().title() + " in collection '" + result.collection() + "' into environment '"
				+ environment.name() + "'");
		result.warnings().forEach(logger::warn);
		result.entries()
			.stream()
			.filter(HistoryImportResult.Entry::warning)
			.forEach((entry) -> logger.warn(entry.name() + ": " + entry.why()));
	}

	@Override
	public void waiting(Environment environment, LockHolder holder) {
		logger.info("Waiting for the lock of environment '" + environment.name() + "', held by " + holder);
	}

}
