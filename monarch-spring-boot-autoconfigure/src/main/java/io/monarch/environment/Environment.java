package io.monarch.environment;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoDriverInformation;
import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.internal.MongoClientImpl;
import com.mongodb.connection.ClusterSettings;
import com.mongodb.event.CommandListener;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A named MongoDB database that migrations run on and that can be copied, backed up and
 * restored. Its client is opened on first use, and shared with environments whose
 * settings differ only in the database.
 */
public final class Environment {

	/**
	 * The name of the application's own environment if none is configured. On another
	 * machine, the same name means another database.
	 */
	public static final String DEFAULT_NAME = "application";

	private static final MongoDriverInformation DRIVER = MongoDriverInformation.builder().driverName("monarch").build();

	private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

	private final String name;

	private final List<String> hosts;

	private final String database;

	private final Protection protection;

	private final boolean protectionConfigured;

	private final boolean application;

	private final SharedClient client;

	private final boolean shared;

	private final Consumer<Environment> check;

	private final String historyCollection;

	private final @Nullable String source;

	private final boolean scratch;

	private volatile boolean checked;

	private Environment(Environment scratch, MongoClient client, boolean shared) {
		this.name = scratch.name;
		this.hosts = scratch.hosts;
		this.database = scratch.database;
		this.protection = scratch.protection;
		this.protectionConfigured = scratch.protectionConfigured;
		this.application = scratch.application;
		this.client = SharedClient.of(client, false);
		this.shared = shared;
		this.check = scratch.check;
		this.historyCollection = scratch.historyCollection;
		this.source = scratch.source;
		this.scratch = true;
	}

	private Environment(String name, List<String> hosts, String database, Protection protection,
			boolean protectionConfigured, SharedClient client, String historyCollection, @Nullable String source,
			boolean scratch) {
		this.name = name;
		this.hosts = hosts;
		this.database = database;
		this.protection = protection;
		this.protectionConfigured = protectionConfigured;
		this.application = false;
		this.client = client;
		this.shared = false;
		this.check = (environment) -> {
		};
		this.historyCollection = historyCollection;
		this.source = source;
		this.scratch = scratch;
	}

	private Environment(String name, ClusterSettings cluster, String database, @Nullable Protection protection,
			boolean application, SharedClient client, boolean shared, Consumer<Environment> check,
			String historyCollection, @Nullable String source) {
		this.name = name;
		String srvHost = cluster.getSrvHost();
		List<ServerAddress> addresses = (srvHost != null) ? List.of(new ServerAddress(srvHost)) : cluster.getHosts();
		this.hosts = (srvHost != null) ? List.of(srvHost) : addresses.stream().map(ServerAddress::toString).toList();
		this.database = database;
		this.protection = (protection != null) ? protection : Protection.byDefault(name, addresses);
		this.protectionConfigured = protection != null;
		this.application = application;
		this.client = client;
		this.shared = shared;
		this.check = check;
		this.historyCollection = historyCollection;
		this.source = source;
		this.scratch = false;
	}

	/**
	 * Create an environment.
	 * @param settings its connection settings
	 * @param application whether it is the application's own
	 * @param historyCollection the collection of the application's history
	 * @param client the client of all environments with the same connection
	 * @return the environment
	 */
	static Environment of(EnvironmentSettings settings, boolean application, String historyCollection,
			SharedClient client) {
		MongoClientSettings known = settings.client();
		Secrets.learn(known.getCredential());
		return new Environment(settings.name(), known.getClusterSettings(), settings.database(), settings.protection(),
				application, client, false, (environment) -> {
				}, historyCollection, settings.source());
	}

	/**
	 * Create the application's own environment on the application's client, which the
	 * application closes.
	 * @param name the environment's name
	 * @param connection the application's connection
	 * @param historyCollection the collection of the application's history
	 * @return the environment
	 */
	static Environment ofApplication(String name, ApplicationConnection connection, String historyCollection) {
		MongoClient client = connection.client();
		return new Environment(name, client.getClusterDescription().getClusterSettings(), connection.database(), null,
				true, SharedClient.of(client, connection.patient()), true, connection.check(), historyCollection, null);
	}

	/**
	 * Create an environment on the connection of the application's own.
	 */
	static Environment beside(Environment own, EnvironmentDefinition definition, String source) {
		String database = Objects.requireNonNull(definition.database());
		Protection protection = (definition.protection() != null) ? definition.protection() : own.protection();
		return new Environment(definition.name(), own.hosts, database, protection, definition.protection() != null,
				own.client, own.historyCollection, source, false);
	}

	/**
	 * Return an environment for another database on the same server, with the same client
	 * and protection.
	 * @param otherDatabase the name of the database
	 * @return the environment
	 * @throws MonarchException if the name is not valid, or reserved for the server
	 */
	public Environment withDatabase(String otherDatabase) {
		Environment other = new Environment(this.name, this.hosts, otherDatabase, this.protection, true, this.client,
				this.historyCollection, this.source, false);
		ReservedDatabases.refuse(other);
		return other;
	}

	/**
	 * Create an environment for a temporary database of Monarch's own on the server of
	 * this environment. It shares the client of this environment.
	 * @param as the environment whose name and history it has
	 * @param scratchDatabase the name of the temporary database
	 * @return the environment
	 */
	public Environment scratch(Environment as, String scratchDatabase) {
		return new Environment(as.name(), this.hosts, scratchDatabase, Protection.OPEN, true, this.client,
				as.historyCollection(), null, true);
	}

	/**
	 * Create an environment for this temporary database with a client of its own.
	 * @param other the client, which the caller closes
	 * @param beans whether the application's own templates and repositories are on this
	 * database meanwhile
	 * @return the environment
	 * @throws IllegalStateException if the database is not a temporary one
	 */
	public Environment scratchWith(MongoClient other, boolean beans) {
		if (!this.scratch) {
			throw new IllegalStateException(description() + " is not a temporary database of Monarch's own");
		}
		return new Environment(this, other, beans);
	}

	/**
	 * Tell whether the database is a temporary one of Monarch's own, without data of
	 * users.
	 * @return whether it is
	 */
	public boolean isScratch() {
		return this.scratch;
	}

	/**
	 * Tell whether another environment is the same database with the same settings.
	 */
	boolean isSame(Environment other) {
		return this.client == other.client && this.name.equals(other.name) && this.database.equals(other.database)
				&& this.protection == other.protection && this.protectionConfigured == other.protectionConfigured
				&& Objects.equals(this.source, other.source);
	}

	/**
	 * Tell whether a text is a valid name of an environment.
	 * @param name the name
	 * @return whether it is valid
	 */
	public static boolean isName(String name) {
		return name.matches("\\w[\\w.-]*");
	}

	/**
	 * Return the configured name of this environment.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return the hosts as {@code host:port}, or the name from which a {@code mongodb+srv}
	 * URI resolves its hosts.
	 * @return the hosts, without credentials
	 */
	public List<String> hosts() {
		return this.hosts;
	}

	/**
	 * Return the name of the database.
	 * @return the name of the database
	 */
	public String database() {
		return this.database;
	}

	/**
	 * Return the name of the collection that holds this application's history of
	 * migrations. Other applications can have their own history in the same database.
	 * @return the name of the collection
	 */
	public String historyCollection() {
		return this.historyCollection;
	}

	/**
	 * Return the configured protection of this environment. Commands use
	 * {@link DatabaseProtection}.
	 * @return the protection
	 */
	public Protection protection() {
		return this.protection;
	}

	/**
	 * Tell whether the protection is configured, and not derived from the name and the
	 * hosts.
	 */
	boolean isProtectionConfigured() {
		return this.protectionConfigured;
	}

	/**
	 * Tell whether this is the application's own environment, the one that it migrates
	 * when it is deployed.
	 * @return whether it is the application's own
	 */
	public boolean isApplication() {
		return this.application;
	}

	/**
	 * Return the bean name of the source that defines this environment.
	 * @return the source, or empty if the configuration or the application defines it
	 */
	public Optional<String> source() {
		return Optional.ofNullable(this.source);
	}

	/**
	 * Return where the protection of this environment is set.
	 * @return a property, or a source
	 */
	public String protectionProperty() {
		return (this.source != null)
				? "the protection that the environment source '" + this.source + "' gives '" + this.name + "'"
				: "monarch.environments." + this.name + ".protection";
	}

	/**
	 * Tell whether this environment uses the client of the application's own beans, so
	 * that repositories and templates of the application use it too.
	 * @return whether the client is the application's
	 */
	public boolean sharesApplicationClient() {
		return this.shared;
	}

	/**
	 * Query whether the server supports transactions, as replica sets and sharded
	 * clusters do.
	 * @return whether transactions can be used
	 */
	public boolean supportsTransactions() {
		ServerInfo server = ServerInfo.of(mongoDatabase());
		return server.isTransactional() && (server.isMongo() || knowsTransactions());
	}

	/**
	 * Query whether a server other than a current MongoDB knows transactions. Some
	 * servers report to be a replica set but ignore that a command is part of a
	 * transaction.
	 */
	private boolean knowsTransactions() {
		try {
			client().getDatabase("admin").runCommand(new Document("abortTransaction", 1));
			return true;
		}
		catch (MongoCommandException ex) {
			return !ServerInfo.isUnknownCommand(ex); // there is none to abort
		}
	}

	/**
	 * Return the client, which is opened on first use and closed with the registry.
	 * @return the client
	 * @throws EnvironmentException if no server answers within seconds
	 * @throws MonarchException if the environment must not be used
	 */
	public MongoClient client() {
		if (!this.checked) {
			ReservedDatabases.refuse(this);
			this.check.accept(this); // not while holding the lock, since it may create
										// beans
			this.checked = true;
		}
		return open();
	}

	/**
	 * Check that the environment may be changed.
	 * @throws MonarchException if it is read-only
	 */
	public void requireWritable() {
		if (protection() == Protection.READ_ONLY) {
			throw new MonarchException(MonarchException.Kind.REFUSED,
					"Environment " + description() + " is read-only and is never changed.",
					"Change " + protectionProperty() + " if that is wrong.");
		}
	}

	/**
	 * Make sure that a server matches the read preference of the client, with the timeout
	 * of a first connection.
	 * @throws EnvironmentException if there is none
	 */
	public void requireReadable() {
		MongoDatabase read = mongoDatabase();
		try {
			read.withTimeout(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
				.runCommand(new Document("ping", 1), read.getReadPreference());
		}
		catch (MongoException ex) {
			throw EnvironmentException.whileConnecting(this, ex);
		}
	}

	/**
	 * Return the settings of the client, or {@code null} if they are unknown: an
	 * application's client can be of a class of its own.
	 * @return the settings, or {@code null}
	 */
	public @Nullable MongoClientSettings clientSettings() {
		return (client() instanceof MongoClientImpl known) ? known.getSettings() : null;
	}

	/**
	 * Open another client for an environment.
	 * @param settings the settings of the client
	 * @return the client, to be closed by the caller
	 */
	public static MongoClient newClient(MongoClientSettings settings) {
		return MongoClients.create(settings, DRIVER);
	}

	private MongoClient open() {
		try {
			return this.client.open(this);
		}
		catch (MongoException ex) {
			throw EnvironmentException.whileConnecting(this, ex);
		}
		catch (LinkageError ex) {
			throw new MonarchException(MonarchException.Kind.BAD_INPUT,
					"Environment " + description() + " cannot be used: a library that its URI requires is missing ("
							+ ex.getMessage() + ").",
					"Add the library to the application, or remove the option from the URI, such as compressors.", ex);
		}
	}

	/**
	 * Begin a run on this environment, or on several. Clients that are opened for the run
	 * stay open until its end, so that each is opened only once.
	 * @return the run, to be closed at its end
	 */
	public Hold hold() {
		this.client.hold();
		return this.client::release;
	}

	/**
	 * Read from this environment while only a few others on the same server are read, so
	 * that reading many of them needs few connections.
	 * @param <T> the type of the result
	 * @param work the work
	 * @return what the work returns
	 */
	public <T> T looking(Supplier<T> work) {
		return this.client.reading(work);
	}

	SharedClient sharedClient() {
		return this.client;
	}

	/**
	 * Return the database on the client, with read and write concerns that Monarch can
	 * work with, regardless of those of the client.
	 * @return the database
	 */
	public MongoDatabase mongoDatabase() {
		return Concerns.usable(client().getDatabase(this.database));
	}

	/**
	 * Return the database on another client, with concerns that Monarch can work with.
	 * @param client a client of {@link #newClient}
	 * @return the database
	 */
	public MongoDatabase mongoDatabase(MongoClient client) {
		return Concerns.usable(client.getDatabase(this.database));
	}

	/**
	 * Return a client with the settings of this environment and a listener for its
	 * commands. The client stays open until no run {@link #hold() holds} it. The
	 * application's own client is returned without the listener.
	 * @param listener the listener; the same listener yields the same client
	 * @return the client, which must not be closed
	 */
	public MongoClient client(CommandListener listener) {
		return this.client.with(listener, this);
	}

	/**
	 * Return the name with the database and the hosts, as messages show it.
	 * @return for example {@code 'staging' (shop on db1:27017)}
	 */
	public String description() {
		return "'" + this.name + "' (" + this.database + " on " + String.join(",", this.hosts) + ")";
	}

	/**
	 * Return a hint for messages that show a command to type: the default name of the
	 * application's own environment means a different database elsewhere.
	 * @return a sentence that begins with a space, or an empty text if the name is
	 * unambiguous
	 */
	public String nameHint() {
		return (this.application && this.name.equals(DEFAULT_NAME)) ? " " + defaultNameHint() : "";
	}

	/**
	 * Return an explanation of the default name of the application's own environment.
	 * @return a sentence or two
	 */
	public static String defaultNameHint() {
		return "'" + DEFAULT_NAME + "' is the default name: on another machine, it is the database of the "
				+ "application there. Type the name that this database has in the configuration there, and set "
				+ "monarch.environment " + "to that name here.";
	}

	@Override
	public String toString() {
		return description();
	}

	/**
	 * A run on an environment.
	 */
	@FunctionalInterface
	public interface Hold extends AutoCloseable {

		/**
		 * End the run.
		 */
		@Override
		void close();

	}

}
