package io.monarch.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.monarch.environment.EnvironmentTasks;
import io.monarch.environment.MonarchException;
import io.monarch.lock.LockSettings;
import io.monarch.migration.ForeignHistory;
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
	 * Name of the application's own environment, the one that is migrated when the
	 * application is deployed. Where it is one of 'monarch.environments', that
	 * configuration is used; otherwise it is the database that the application uses.
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
	 * The application as an administrator's tool.
	 */
	public static class CommandLine {

		/**
		 * Whether the argument 'monarch' starts the application as an administrator's
		 * tool, and whether an application's own Spring Shell has the commands.
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
	 * How migrations are run.
	 */
	public static class Migration {

		/**
		 * When pending migrations run on the application's own environment.
		 */
		private Trigger trigger = Trigger.APPLICATION_RUNNER;

		/**
		 * What to do with a new migration that is older than the last one applied.
		 */
		private OutOfOrder outOfOrder = OutOfOrder.RUN;

		/**
		 * What to do with a transactional migration where the server has no transactions.
		 */
		private Transactions transactions = Transactions.REQUIRED;

		/**
		 * Packages with migrations that the application's component scan leaves out, such
		 * as those of a library.
		 */
		private List<String> packages = new ArrayList<>();

		/**
		 * Collection that holds the history of this application's migrations, in every
		 * environment. Applications that share a database need one each.
		 */
		private String collection = "monarch_migrations";

		/**
		 * What to do if the history is empty and the same database has the history of
		 * another migration tool, or another one of Monarch with records of this
		 * application's migrations.
		 */
		private ForeignHistory foreignHistory = ForeignHistory.REFUSE;

		/**
		 * Environments that are migrated when the application is deployed: names, and
		 * patterns in which '*' is any text and '?' is one character. Without any, the
		 * application's own alone.
		 */
		private List<String> environments = new ArrayList<>();

		/**
		 * How many environments are migrated at once, after the application's own.
		 */
		private int parallelism = 4;

		/**
		 * What to do if one of several environments cannot be migrated.
		 */
		private OnFailure onFailure = OnFailure.CONTINUE;

		private final Lock lock = new Lock();

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
	 * The lock that lets one process at a time migrate an environment.
	 */
	public static class Lock {

		/**
		 * How long the lock outlives a holder that has died.
		 */
		private Duration lease = Duration.ofSeconds(30);

		/**
		 * How long a holder that cannot renew goes on before it stops its migration. Has
		 * to be shorter than the lease.
		 */
		private Duration renewalDeadline = Duration.ofSeconds(20);

		/**
		 * How often a holder renews. Has to be shorter than the renewal deadline.
		 */
		private Duration renewalInterval = Duration.ofSeconds(5);

		/**
		 * How long to wait for a lock that another process holds. On the command line the
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
	 * What to do if one of several environments cannot be migrated.
	 */
	public enum OnFailure {

		/**
		 * Migrate all others. The start fails at the end.
		 */
		CONTINUE,

		/**
		 * Begin no other one.
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

		/** Not by themselves. */
		NONE

	}

	/**
	 * How query sets mask values.
	 */
	public static class MasksProperties {

		/**
		 * Secret that masks are made with. With the same one, a value is always masked by
		 * the same value; without one, only within one run.
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
