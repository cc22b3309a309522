package io.monarch.environment;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
 * restored. Its client is opened on first use.
 */
public final class Environment {

	/**
	 * The name of the application's own environment where the configuration gives it
	 * none. On another machine, the same name means another database.
	 */
	public static final String DEFAULT_NAME = "application";

	private static final MongoDriverInformation DRIVER = MongoDriverInformation.builder().driverName("monarch").build();

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	private final String name;

	private final List<String> hosts;

	private final String database;

	private final Protection protection;

	private final boolean protectionConfigured;

	private final boolean application;

	private final Supplier<MongoClient> opener;

	private final boolean shared;

	private final @Nullable Supplier<MongoClientSettings> settings;

	private final boolean patient;

	private final Consumer<Environment> check;

	private final String historyCollection;

	private volatile boolean checked;

	private @Nullable MongoClient client;

	private Environment(String name, ClusterSettings cluster, String database, @Nullable Protection protection,
			boolean application, Supplier<MongoClient> opener, @Nullable Supplier<MongoClientSettings> settings,
			boolean shared, boolean patient, Consumer<Environment> check, String historyCollection) {
		this.name = name;
		String srvHost = cluster.getSrvHost();
		List<ServerAddress> addresses = (srvHost != null) ? List.of(new ServerAddress(srvHost)) : cluster.getHosts();
		this.hosts = (srvHost != null) ? List.of(srvHost) : addresses.stream().map(ServerAddress::toString).toList();
		this.database = database;
		this.protection = (protection != null) ? protection : Protection.byDefault(name, addresses);
		this.protectionConfigured = protection != null;
		this.application = application;
		this.opener = opener;
		this.settings = settings;
		this.shared = shared;
		this.patient = patient;
		this.check = check;
		this.historyCollection = historyCollection;
	}

	/**
	 * Create an environment with a client of its own.
	 * @param settings how to reach it
	 * @param application whether it is the application's own
	 * @param historyCollection the collection of the application's history
	 * @return the environment
	 */
	static Environment of(EnvironmentSettings settings, boolean application, String historyCollection) {
		MongoClientSettings client = settings.client();
		Secrets.learn(client.getCredential());
		return new Environment(settings.name(), client.getClusterSettings(), settings.database(), settings.protection(),
				application, () -> newClient(settings.complete().get()), settings.complete(), false, false,
				(environment) -> {
				}, historyCollection);
	}

	/**
	 * Create the application's own environment on the client that the application has
	 * anyway, and that the application closes.
	 * @param name the environment's name
	 * @param connection the application's connection
	 * @param historyCollection the collection of the application's history
	 * @return the environment
	 */
	static Environment ofApplication(String name, ApplicationConnection connection, String historyCollection) {
		MongoClient client = connection.client();
		return new Environment(name, client.getClusterDescription().getClusterSettings(), connection.database(), null,
				true, () -> client, null, true, connection.patient(), connection.check(), historyCollection);
	}

	/**
	 * Tell whether a command can take a text as the name of an environment.
	 * @param name the name
	 * @return whether it can be one
	 */
	public static boolean isName(String name) {
		return name.matches("\\w[\\w.-]*");
	}

	/**
	 * Return the name that the configuration gives this environment.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return the hosts as {@code host:port}, or the one name that a {@code mongodb+srv}
	 * URI looks its hosts up by.
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
	 * migrations. Other applications can have theirs in the same database.
	 * @return the name of the collection
	 */
	public String historyCollection() {
		return this.historyCollection;
	}

	/**
	 * Return how this environment is protected by its own configuration. What counts for
	 * a command is {@link DatabaseProtection}.
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
	 * Tell whether this environment uses the client of the application's own beans, so
	 * that repositories and templates of the application speak to it too.
	 * @return whether the client is the application's
	 */
	public boolean sharesApplicationClient() {
		return this.shared;
	}

	/**
	 * Ask the server whether it has transactions: replica sets and sharded clusters do.
	 * @return whether transactions can be used
	 */
	public boolean supportsTransactions() {
		ServerInfo server = ServerInfo.of(mongoDatabase());
		return server.isTransactional() && (server.isMongo() || knowsTransactions());
	}

	/**
	 * Ask a server that is not a MongoDB of today whether it knows what a transaction is.
	 * There are those that call themselves a replica set and ignore that a command is
	 * part of a transaction.
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
			this.check.accept(this); // not while others wait, since it may create beans
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
					"Change monarch.environments." + name() + ".protection if that is wrong.");
		}
	}

	/**
	 * Make sure that there is a server that the read preference of the client allows,
	 * with the patience of a first contact.
	 * @throws EnvironmentException if there is none
	 */
	public void requireReadable() {
		MongoDatabase read = mongoDatabase();
		try {
			read.withTimeout(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
				.runCommand(new Document("ping", 1), read.getReadPreference());
		}
		catch (MongoException ex) {
			throw EnvironmentException.whileConnecting(this, ex);
		}
	}

	/**
	 * Return the settings of the client, or {@code null} where they cannot be known: that
	 * of an application can be one of its own kind.
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

	private synchronized MongoClient open() {
		if (this.client == null) {
			MongoClient opened = null;
			try {
				opened = this.opener.get();
				if (!this.patient) {
					greet(opened);
				}
			}
			catch (MongoException ex) {
				if (opened != null) {
					close(opened);
				}
				throw EnvironmentException.whileConnecting(this, ex);
			}
			catch (LinkageError ex) {
				if (opened != null) {
					close(opened);
				}
				throw new MonarchException(MonarchException.Kind.BAD_INPUT,
						"Environment " + description() + " cannot be used: a library is missing that its URI asks for ("
								+ ex.getMessage() + ").",
						"Add the library to the application, or remove the option from the URI, such as compressors.",
						ex);
			}
			this.client = opened;
		}
		return this.client;
	}

	/**
	 * Make sure that there is a server, with less patience than a client has later, when
	 * it has to sit out an election.
	 */
	private void greet(MongoClient opened) {
		opened.getDatabase(this.database)
			.withTimeout(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
			.runCommand(new Document("ping", 1));
	}

	private void close(MongoClient opened) {
		if (!this.shared) {
			opened.close();
		}
	}

	/**
	 * Return the database on the client, with read and write concerns that Monarch can
	 * work with, whatever the client's are.
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
	 * Open another client with the settings of this environment and a listener. Where the
	 * client is the application's, there are no settings to open another one with.
	 * @param listener is told what the client sends
	 * @return the client, to be closed by the caller
	 */
	public MongoClient newClient(CommandListener listener) {
		Supplier<MongoClientSettings> own = Objects.requireNonNull(this.settings, "The client is the application's");
		return newClient(MongoClientSettings.builder(own.get()).addCommandListener(listener).build());
	}

	/**
	 * Return the name with the database and the hosts, as messages show it.
	 * @return for example {@code 'staging' (shop on db1:27017)}
	 */
	public String description() {
		return "'" + this.name + "' (" + this.database + " on " + String.join(",", this.hosts) + ")";
	}

	/**
	 * Return what has to be said beside a command to type: the default name of the
	 * application's own environment means another database elsewhere.
	 * @return a sentence that begins with a space, or an empty text where the name tells
	 * which database it is
	 */
	public String nameHint() {
		return (this.application && this.name.equals(DEFAULT_NAME)) ? " " + defaultNameHint() : "";
	}

	/**
	 * Return what the default name of the application's own environment means.
	 * @return a sentence or two
	 */
	public static String defaultNameHint() {
		return "'" + DEFAULT_NAME + "' is the default name: on another machine it is the database of the application "
				+ "there. Type the name that the configuration there gives this database, and set monarch.environment "
				+ "to that name here.";
	}

	synchronized void close() {
		if (this.client != null) {
			close(this.client);
		}
	}

	@Override
	public String toString() {
		return description();
	}

}
