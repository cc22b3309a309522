package io.monarch.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.monarch.batch.BatchSettings;
import io.monarch.environment.EnvironmentTasks;
import io.monarch.environment.MonarchException;
import io.monarch.lock.LockSettings;
import io.monarch.migration.ForeignHistory;
import io.monarch.migration.HistoryImportRequest;
import io.monarch.migration.OutOfOrder;
import io.monarch.migration.Transactions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.StringUtils;

/**
 * The properties of Monarch.
 */
@ConfigurationProperties(prefix = "monarch", ignoreUnknownFields = false)
public class MonarchProperties {

	/**
	 * Name of the application's own environment, which is migrated when the application
	 * is deployed. If it is one of 'monarch.environments', that configuration is used.
	 * Otherwise, it is the database that the application uses.
	 */
	private String environment = "application";

	/**
	 * Environments by name.
	 */
	private Map<String, EnvironmentProperties> environments = new LinkedHashMap<>();

	private final Migration migration = new Migration();

	@NestedConfigurationProperty
	private final BackupsProperties backups = new BackupsProperties();

	@NestedConfigurationProperty
	private final MongockProperties mongock = new MongockProperties();

	private final MasksProperties masks = new MasksProperties();

	private final CommandLine commandLine = new CommandLine();

	public String getEnvironment() {
		return this.environment;
	}

	public void setEnvironment(String environment) {
		this.environment = StringUtils.hasText(environment) ? environment : "application";
	}

	public Map<String, EnvironmentProperties> getEnvironments() {
		return this.environments;
	}

	public void setEnvironments(Map<String, EnvironmentProperties> environments) {
		this.environments = environments;
	}

	public Migration getMigration() {
		return this.migration;
	}

	public BackupsProperties getBackups() {
		return this.backups;
	}

	public MongockProperties getMongock() {
		return this.mongock;
	}

	public MasksProperties getMasks() {
		return this.masks;
	}

	public CommandLine getCommandLine() {
		return this.commandLine;
	}

	/**
	 * The command line of the application.
	 */
	public static class CommandLine {

		/**
		 * Whether the argument 'monarch' starts the command line, and whether an
		 * application's own Spring Shell has the commands.
		 */
		private boolean enabled = true;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

	}

	/**
	 * The properties of migrations.
	 */
	public static class Migration {

		/**
		 * When pending migrations run on the application's own environment.
		 */
		private Trigger trigger = Trigger.APPLICATION_RUNNER;

		/**
		 * Handling of a new migration that is older than the last one applied.
		 */
		private OutOfOrder outOfOrder = OutOfOrder.RUN;

		/**
		 * Handling of a transactional migration if the server has no transactions.
		 */
		private Transactions transactions = Transactions.REQUIRED;

		/**
		 * Packages with migrations outside the application's component scan, such as
		 * those of a library.
		 */
		private List<String> packages = new ArrayList<>();

		/**
		 * Collection that holds the history of this application's migrations, in every
		 * environment. Applications that share a database need a separate one each.
		 */
		private String collection = "monarch_migrations";

		/**
		 * Handling of an empty history if the same database has the history of another
		 * migration tool, or another history of Monarch with records of this
		 * application's migrations.
		 */
		private ForeignHistory foreignHistory = ForeignHistory.REFUSE;

		/**
		 * Histories of other migration tools that belong to this application, if the
		 * database has several. Each is a tool, such as 'mongock', or a tool and its
		 * collection, such as 'mongock:changes'. Other histories are ignored.
		 */
		private List<String> foreignHistoryFrom = new ArrayList<>();

		/**
		 * Environments that are migrated when the application is deployed: names, and
		 * patterns in which '*' matches any text and '?' one character. By default, only
		 * the application's own.
		 */
		private List<String> environments = new ArrayList<>();

		/**
		 * Number of environments that are migrated at once, after the application's own.
		 */
		private int parallelism = 4;

		/**
		 * Handling of a failure if several environments are migrated.
		 */
		private OnFailure onFailure = OnFailure.CONTINUE;

		private final Lock lock = new Lock();

		private final Batch batch = new Batch();

		public Trigger getTrigger() {
			return this.trigger;
		}

		public void setTrigger(Trigger trigger) {
			this.trigger = trigger;
		}

		public OutOfOrder getOutOfOrder() {
			return this.outOfOrder;
		}

		public void setOutOfOrder(OutOfOrder outOfOrder) {
			this.outOfOrder = outOfOrder;
		}

		public Transactions getTransactions() {
			return this.transactions;
		}

		public void setTransactions(Transactions transactions) {
			this.transactions = transactions;
		}

		public List<String> getPackages() {
			return this.packages;
		}

		public void setPackages(List<String> packages) {
			this.packages = packages;
		}

		public String getCollection() {
			return this.collection;
		}

		public void setCollection(String collection) {
			this.collection = collection;
		}

		public ForeignHistory getForeignHistory() {
			return this.foreignHistory;
		}

		public void setForeignHistory(ForeignHistory foreignHistory) {
			this.foreignHistory = foreignHistory;
		}

		public List<String> getForeignHistoryFrom() {
			return this.foreignHistoryFrom;
		}

		public void setForeignHistoryFrom(List<String> foreignHistoryFrom) {
			this.foreignHistoryFrom = foreignHistoryFrom;
		}

		List<HistoryImportRequest> foreignHistories() {
			return ForeignHistoryNames.parse(this.foreignHistoryFrom, this.foreignHistory);
		}

		public List<String> getEnvironments() {
			return this.environments;
		}

		public void setEnvironments(List<String> environments) {
			this.environments = environments;
		}

		public int getParallelism() {
			return this.parallelism;
		}

		public void setParallelism(int parallelism) {
			this.parallelism = parallelism;
		}

		public OnFailure getOnFailure() {
			return this.onFailure;
		}

		public void setOnFailure(OnFailure onFailure) {
			this.onFailure = onFailure;
		}

		public Lock getLock() {
			return this.lock;
		}

		public Batch getBatch() {
			return this.batch;
		}

		EnvironmentTasks tasks() {
			if (this.parallelism < 1) {
				throw new InvalidConfigurationException(
						"monarch.migration.parallelism is " + this.parallelism + ", but has to be at least 1.",
						"Correct monarch.migration.parallelism or remove it: the default is 4.");
			}
			return new EnvironmentTasks(this.parallelism, this.onFailure == OnFailure.STOP);
		}

	}

	/**
	 * Batch migrations, whatever they say themselves.
	 */
	public static class Batch {

		private static final String ACTION = " or remove it: each batch migration then says it itself.";

		/**
		 * Share of the time in which batch migrations work, greater than 0 and at most 1,
		 * so that the server has time for the application. By default, what each
		 * migration says.
		 */
		private @Nullable Double share;

		/**
		 * Time that a majority may take to acknowledge a batch before a batch migration
		 * waits. By default, what each migration says.
		 */
		private @Nullable Duration maxLag;

		public @Nullable Double getShare() {
			return this.share;
		}

		public void setShare(@Nullable Double share) {
			this.share = share;
		}

		public @Nullable Duration getMaxLag() {
			return this.maxLag;
		}

		public void setMaxLag(@Nullable Duration maxLag) {
			this.maxLag = maxLag;
		}

		BatchSettings settings() {
			if (this.share != null && !(this.share > 0 && this.share <= 1)) {
				throw new InvalidConfigurationException(
						"monarch.migration.batch.share is " + this.share
								+ ", but has to be greater than 0 and at most 1.",
						"Correct monarch.migration.batch.share, such as to 0.3," + ACTION);
			}
			if (this.maxLag != null && this.maxLag.toMillis() < 1) {
				throw new InvalidConfigurationException(
						"monarch.migration.batch.max-lag is " + this.maxLag.toMillis()
								+ " ms, but has to be at least 1 ms.",
						"Correct monarch.migration.batch.max-lag, such as to 10s," + ACTION);
			}
			return new BatchSettings(this.share, this.maxLag);
		}

	}

	/**
	 * The lock that lets one process at a time migrate an environment.
	 */
	public static class Lock {

		/**
		 * Time after which the lock of a holder that has died expires.
		 */
		private Duration lease = Duration.ofSeconds(30);

		/**
		 * Time for which a holder that cannot renew the lock continues before it stops
		 * its migration. Must be shorter than the lease.
		 */
		private Duration renewalDeadline = Duration.ofSeconds(20);

		/**
		 * Interval between renewals of the lock. Must be shorter than the renewal
		 * deadline.
		 */
		private Duration renewalInterval = Duration.ofSeconds(5);

		/**
		 * Time to wait for a lock that another process holds. On the command line, the
		 * default is 45 seconds.
		 */
		private Duration wait = Duration.ofMinutes(5);

		public Duration getLease() {
			return this.lease;
		}

		public void setLease(Duration lease) {
			this.lease = lease;
		}

		public Duration getRenewalDeadline() {
			return this.renewalDeadline;
		}

		public void setRenewalDeadline(Duration renewalDeadline) {
			this.renewalDeadline = renewalDeadline;
		}

		public Duration getRenewalInterval() {
			return this.renewalInterval;
		}

		public void setRenewalInterval(Duration renewalInterval) {
			this.renewalInterval = renewalInterval;
		}

		public Duration getWait() {
			return this.wait;
		}

		public void setWait(Duration wait) {
			this.wait = wait;
		}

		LockSettings settings() {
			try {
				return new LockSettings(this.lease, this.renewalDeadline, this.renewalInterval, this.wait);
			}
			catch (MonarchException ex) {
				throw new InvalidConfigurationException(String.valueOf(ex.getMessage()), ex.action());
			}
		}

	}

	/**
	 * The handling of a failure if several environments are migrated.
	 */
	public enum OnFailure {

		/**
		 * Migrate all others. The start fails at the end.
		 */
		CONTINUE,

		/**
		 * Start no other migration.
		 */
		STOP

	}

	/**
	 * When pending migrations run.
	 */
	public enum Trigger {

		/** After the application has started, before it is ready for traffic. */
		APPLICATION_RUNNER,

		/**
		 * While the context is created, before the beans of the application that no
		 * migration needs.
		 */
		BEFORE_BEANS,

		/** Before the web server listens. */
		BEFORE_WEB_SERVER,

		/** Not automatically. */
		NONE

	}

	/**
	 * The properties of masks.
	 */
	public static class MasksProperties {

		/**
		 * Secret key for masks. With the same key, a value always has the same mask.
		 * Without one, this holds only within one run.
		 */
		private @Nullable String key;

		public @Nullable String getKey() {
			return this.key;
		}

		public void setKey(@Nullable String key) {
			this.key = StringUtils.hasText(key) ? key : null;
		}

	}

}
