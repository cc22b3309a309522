package io.monarch.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.monarch.backup.archive.Compression;
import io.monarch.environment.LockSettings;
import io.monarch.environment.Protection;
import io.monarch.migration.OutOfOrder;
import io.monarch.migration.Transactions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

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

	private final BackupsProperties backups = new BackupsProperties();

	private final MasksProperties masks = new MasksProperties();

	public String getEnvironment() {
		return this.environment;
	}

	public void setEnvironment(String environment) {
		this.environment = environment;
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

	public MasksProperties getMasks() {
		return this.masks;
	}

	/**
	 * How to reach an environment: by its URI, or by its parts.
	 */
	public static class EnvironmentProperties {

		/**
		 * MongoDB URI. Cannot be set together with hosts, username, password,
		 * authentication database and replica set name.
		 */
		private @Nullable String uri;

		/**
		 * Hosts as 'host' or 'host:port'. Cannot be set with URI.
		 */
		private List<String> hosts = new ArrayList<>();

		/**
		 * Name of the database. Overrides the one of the URI.
		 */
		private @Nullable String database;

		/**
		 * Login user of the server. Cannot be set with URI.
		 */
		private @Nullable String username;

		/**
		 * Login password of the server. Cannot be set with URI.
		 */
		private char @Nullable [] password;

		/**
		 * Name of the database that holds the user. Defaults to the database. Cannot be
		 * set with URI.
		 */
		private @Nullable String authenticationDatabase;

		/**
		 * Name of the replica set. Cannot be set with URI.
		 */
		private @Nullable String replicaSetName;

		/**
		 * How the environment is protected from the command line. Defaults to 'open'
		 * where every host is a loopback address, and to 'guarded' elsewhere and where
		 * the name is 'prod' or 'production'.
		 */
		private @Nullable Protection protection;

		private final Ssl ssl = new Ssl();

		public @Nullable String getUri() {
			return this.uri;
		}

		public void setUri(@Nullable String uri) {
			this.uri = uri;
		}

		public List<String> getHosts() {
			return this.hosts;
		}

		public void setHosts(List<String> hosts) {
			this.hosts = hosts;
		}

		public @Nullable String getDatabase() {
			return this.database;
		}

		public void setDatabase(@Nullable String database) {
			this.database = database;
		}

		public @Nullable String getUsername() {
			return this.username;
		}

		public void setUsername(@Nullable String username) {
			this.username = username;
		}

		public char @Nullable [] getPassword() {
			return this.password;
		}

		public void setPassword(char @Nullable [] password) {
			this.password = password;
		}

		public @Nullable String getAuthenticationDatabase() {
			return this.authenticationDatabase;
		}

		public void setAuthenticationDatabase(@Nullable String authenticationDatabase) {
			this.authenticationDatabase = authenticationDatabase;
		}

		public @Nullable String getReplicaSetName() {
			return this.replicaSetName;
		}

		public void setReplicaSetName(@Nullable String replicaSetName) {
			this.replicaSetName = replicaSetName;
		}

		public @Nullable Protection getProtection() {
			return this.protection;
		}

		public void setProtection(@Nullable Protection protection) {
			this.protection = protection;
		}

		public Ssl getSsl() {
			return this.ssl;
		}

	}

	/**
	 * Encryption of the connection to an environment.
	 */
	public static class Ssl {

		/**
		 * Whether to encrypt the connection. Enabled automatically if 'bundle' is set.
		 */
		private @Nullable Boolean enabled;

		/**
		 * Name of the SSL bundle with the trusted certificates.
		 */
		private @Nullable String bundle;

		public boolean isEnabled() {
			return (this.enabled != null) ? this.enabled : this.bundle != null;
		}

		public void setEnabled(@Nullable Boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
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

		public Lock getLock() {
			return this.lock;
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
			return new LockSettings(this.lease, this.renewalDeadline, this.renewalInterval, this.wait);
		}

	}

	/**
	 * When pending migrations run.
	 */
	public enum Trigger {

		/** After the application has started, before it is ready for traffic. */
		APPLICATION_RUNNER,

		/** Before the web server listens. */
		BEFORE_WEB_SERVER,

		/** Not by themselves. */
		NONE

	}

	/**
	 * Where backups are kept, and how.
	 */
	public static class BackupsProperties {

		private final Local local = new Local();

		private final S3 s3 = new S3();

		/**
		 * How the documents of a backup are compressed.
		 */
		private Compression compression = Compression.ZSTD;

		public Local getLocal() {
			return this.local;
		}

		public S3 getS3() {
			return this.s3;
		}

		public Compression getCompression() {
			return this.compression;
		}

		public void setCompression(Compression compression) {
			this.compression = compression;
		}

		/**
		 * Backups in a folder.
		 */
		public static class Local {

			/**
			 * Folder that holds the backups; 'backups' where nothing is configured.
			 */
			private @Nullable String directory;

			public @Nullable String getDirectory() {
				return this.directory;
			}

			public void setDirectory(@Nullable String directory) {
				this.directory = directory;
			}

		}

	}

	/**
	 * Backups in a bucket of S3, or of a store that is compatible with it.
	 */
	public static class S3 {

		/**
		 * Name of the bucket. Cannot be set together with a local directory.
		 */
		private @Nullable String bucket;

		/**
		 * What the keys of all backups begin with.
		 */
		private String prefix = "";

		/**
		 * Region of the bucket. Where neither this, an endpoint nor an access key is set,
		 * the S3 client of the application is used, if it has one.
		 */
		private @Nullable String region;

		/**
		 * URI of a store that is compatible with S3.
		 */
		private @Nullable URI endpoint;

		/**
		 * Whether the bucket is a part of the path and not of the host name, as many
		 * compatible stores want it.
		 */
		private boolean pathStyle;

		/**
		 * Access key. Without one, the default chain of the AWS SDK is asked.
		 */
		private @Nullable String accessKey;

		/**
		 * Secret key that belongs to the access key.
		 */
		private @Nullable String secretKey;

		public @Nullable String getBucket() {
			return this.bucket;
		}

		public void setBucket(@Nullable String bucket) {
			this.bucket = bucket;
		}

		public String getPrefix() {
			return this.prefix;
		}

		public void setPrefix(String prefix) {
			this.prefix = prefix;
		}

		public @Nullable String getRegion() {
			return this.region;
		}

		public void setRegion(@Nullable String region) {
			this.region = region;
		}

		public @Nullable URI getEndpoint() {
			return this.endpoint;
		}

		public void setEndpoint(@Nullable URI endpoint) {
			this.endpoint = endpoint;
		}

		public boolean isPathStyle() {
			return this.pathStyle;
		}

		public void setPathStyle(boolean pathStyle) {
			this.pathStyle = pathStyle;
		}

		public @Nullable String getAccessKey() {
			return this.accessKey;
		}

		public void setAccessKey(@Nullable String accessKey) {
			this.accessKey = accessKey;
		}

		public @Nullable String getSecretKey() {
			return this.secretKey;
		}

		public void setSecretKey(@Nullable String secretKey) {
			this.secretKey = secretKey;
		}

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
			this.key = key;
		}

	}

}
