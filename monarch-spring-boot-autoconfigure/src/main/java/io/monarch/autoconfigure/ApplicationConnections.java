package io.monarch.autoconfigure;

import java.util.Optional;
import java.util.function.Supplier;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import io.monarch.environment.ApplicationConnection;
import io.monarch.environment.Causes;
import io.monarch.environment.FailureText;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Obtains the connection of an application from its beans when it is needed: they may
 * resolve its hosts, or depend on a request.
 */
final class ApplicationConnections implements Supplier<Optional<ApplicationConnection>> {

	private static final String OTHERWISE = "Set monarch.environment to one of monarch.environments, each of which "
			+ "names " + "its database.";

	private final String name;

	private final ObjectProvider<MongoClient> client;

	private final ObjectProvider<MongoDatabaseFactory> factory;

	private final ApplicationContext context;

	ApplicationConnections(String name, ObjectProvider<MongoClient> client,
			ObjectProvider<MongoDatabaseFactory> factory, ApplicationContext context) {
		this.name = name;
		this.client = client;
		this.factory = factory;
		this.context = context;
	}

	@Override
	public Optional<ApplicationConnection> get() {
		MongoClient client;
		MongoDatabaseFactory factory;
		try {
			factory = this.factory.getIfUnique();
			if (factory == null) {
				return Optional.empty();
			}
			MongoClient own = FactoryClient.of(factory);
			client = (own != null) ? own : this.client.getIfUnique();
			if (client == null) {
				throw withoutClient();
			}
			// Some clients exist within a request only.
			var unused = client.getClusterDescription();
		}
		catch (RuntimeException ex) {
			throw unusable(ex);
		}
		return Optional.of(new ApplicationConnection(client, database(factory),
				!AdminProperties.isActive(this.context.getEnvironment()),
				new ApplicationTemplates(this.context, client)));
	}

	private MonarchException withoutClient() {
		return new MonarchException(Kind.BAD_INPUT,
				"The application's own environment '" + this.name + "' cannot be used: there is a MongoDatabaseFactory "
						+ "whose client is not known, and there is not exactly one MongoClient bean.",
				"Declare the client of the MongoDatabaseFactory as a bean, @Primary if there are several. "
						+ OTHERWISE);
	}

	private MonarchException unusable(RuntimeException failure) {
		Throwable root = null;
		for (Throwable cause : Causes.of(failure)) {
			if (cause instanceof MonarchException monarch) {
				return monarch;
			}
			// The driver's message names the host, unlike its causes.
			root = (root == null && cause instanceof MongoException) ? cause : root;
		}
		root = (root != null) ? root : Causes.root(failure);
		return new MonarchException(Kind.BAD_INPUT, "The application's own environment '" + this.name
				+ "' cannot be used, since its MongoClient or MongoDatabaseFactory cannot: " + reason(root) + ".",
				"Correct spring.mongodb.uri or these beans. " + OTHERWISE, failure);
	}

	private String database(MongoDatabaseFactory factory) {
		try {
			return factory.getMongoDatabase().getName();
		}
		catch (RuntimeException ex) {
			// The factory determines its tenant from the request.
			throw new MonarchException(Kind.BAD_INPUT,
					"The application's own environment '" + this.name + "' is not known, since its "
							+ "MongoDatabaseFactory gives no database outside of a request: " + reason(Causes.root(ex))
							+ ".",
					OTHERWISE, ex);
		}
	}

	private static String reason(Throwable failure) {
		String message = FailureText.message(failure);
		return (message != null) ? FailureText.oneLine(message).replaceFirst("[.]$", "")
				: failure.getClass().getSimpleName();
	}

}
