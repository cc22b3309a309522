package io.monarch.environment;

import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.mongodb.MongoConfigurationException;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoTimeoutException;

/**
 * A failure of the server or the network of an environment, described for an
 * administrator.
 */
public final class EnvironmentException extends MonarchException {

	/**
	 * The text in a cluster description that precedes the failure to resolve its hosts.
	 */
	private static final String SRV = "srvResolutionException=";

	private static final int UNAUTHORIZED = 13;

	private static final int AUTHENTICATION_FAILED = 18;

	private static final int DIFFERENT_CASE = 13297;

	private static final Pattern OTHER_CASE = Pattern.compile("already have: \\[([^\\]]+)\\]");

	/**
	 * The beginning of the command that the server quotes, without the sessions and times
	 * that follow.
	 */
	private static final Pattern REFUSED = Pattern
		.compile("('not authorized on \\S+ to execute command \\{ \\w+: (?:\"[^\"]*\"|[\\w.]+))");

	EnvironmentException(Kind kind, String message, String action, MongoException cause) {
		super(kind, message, action, cause);
	}

	/**
	 * Translate a failure of the driver.
	 * @param environment the environment that it happened on
	 * @param cause what the driver threw
	 * @return an exception that names the environment and the next step
	 */
	public static EnvironmentException of(Environment environment, MongoException cause) {
		return of(environment, cause, Kind.FAILED);
	}

	/**
	 * Do work and translate a failure of the driver.
	 * @param <T> the type of the result
	 * @param environment the environment that the work is about
	 * @param work the work
	 * @return what the work returns
	 * @throws MonarchException if the driver fails, at any depth of the causes
	 */
	public static <T> T translating(Environment environment, Supplier<T> work) {
		try {
			return work.get();
		}
		catch (RuntimeException ex) {
			throw translate(environment, ex);
		}
	}

	/**
	 * Translate a failure of the driver, at any depth of the causes.
	 * @param environment the environment that it happened on
	 * @param failure what was thrown
	 * @return the translation, or the failure itself if it is one or is not the driver's
	 */
	public static RuntimeException translate(Environment environment, RuntimeException failure) {
		if (!(failure instanceof MonarchException)) {
			for (Throwable cause : Causes.of(failure)) {
				if (cause instanceof MongoException mongo) {
					return of(environment, mongo);
				}
			}
		}
		return failure;
	}

	/**
	 * Translate a failure of the first connection. Nothing was attempted yet, so the
	 * configuration of the environment is the likely cause.
	 */
	static EnvironmentException whileConnecting(Environment environment, MongoException cause) {
		return of(environment, cause, Kind.BAD_INPUT);
	}

	private static EnvironmentException of(Environment environment, MongoException cause, Kind unusable) {
		String name = environment.description();
		if (cause instanceof MongoInterruptedException) {
			return new EnvironmentException(Kind.FAILED, "Cancelled.",
					(unusable == Kind.FAILED) ? "Run it again." : "Nothing was changed.", cause);
		}
		EnvironmentException unsuitable = UnsuitableServer.explain(environment, cause);
		if (unsuitable != null) {
			return unsuitable;
		}
		String cluster = (cause instanceof MongoTimeoutException) ? String.valueOf(cause.getMessage()) : "";
		if (cause instanceof MongoSecurityException || cause.getCode() == AUTHENTICATION_FAILED
				|| cluster.contains("MongoSecurityException")) {
			return new EnvironmentException(unusable, "Environment " + name + " rejects the user or password.",
					"Check username, password and authentication-database of '" + environment.name() + "'.", cause);
		}
		if (cause.getCode() == UNAUTHORIZED) {
			return new EnvironmentException(Kind.FAILED,
					"The user of environment " + name + " lacks a privilege: " + firstLine(cause) + ".",
					"Grant the privilege to the user, or configure another user for " + "'" + environment.name() + "'.",
					cause);
		}
		if (cause.getCode() == DIFFERENT_CASE) {
			Matcher other = OTHER_CASE.matcher(firstLine(cause));
			return new EnvironmentException(Kind.BAD_INPUT,
					"Environment " + name + " cannot use that database: its server has one whose name differs only "
							+ "in case" + (other.find() ? ", '" + other.group(1) + "'" : "") + ".",
					"Write the name of the database of '" + environment.name() + "' exactly as on the server, or "
							+ "choose another name.",
					cause);
		}
		if (cluster.contains("CertificateException") || cluster.contains("PKIX")) {
			return new EnvironmentException(unusable,
					"Environment " + name + " uses a certificate that is not trusted: " + reason(cluster) + ".",
					"Check monarch.environments." + environment.name()
							+ ".ssl.bundle: its trusted certificates and the host name in the server's certificate.",
					cause);
		}
		if (cluster.contains("javax.net.ssl.")) {
			return new EnvironmentException(unusable,
					"Environment " + name + " does not answer with TLS: " + reason(cluster) + ".",
					"Check that its server uses TLS, or remove " + "monarch.environments." + environment.name()
							+ ".ssl or the tls option of its URI.",
					cause);
		}
		if (cause instanceof MongoConfigurationException || cluster.contains(SRV)) {
			return new EnvironmentException(unusable,
					"The hosts of environment " + name + " cannot be resolved: " + lookup(cause, cluster) + ".",
					"Check the host in the URI, and that this machine can reach a DNS server that resolves it. A "
							+ "URI that begins with mongodb:// and lists the hosts does not need one.",
					cause);
		}
		EnvironmentException unmatched = UnmatchedServers.explain(environment, cluster, unusable, cause);
		if (unmatched != null) {
			return unmatched;
		}
		if (cluster.contains("{type=REPLICA_SET") && cluster.contains("state=CONNECTING}")
				&& !cluster.contains("exception=")) {
			// The driver discards the reply of a server of a different replica set.
			return new EnvironmentException(unusable,
					"Environment " + name
							+ " cannot be reached: no server answered in time, or none is a member of the "
							+ "replica set that its URI names.",
					"Check the hosts and the option replicaSet of '" + environment.name()
							+ "', and that the server runs and can be reached from here.",
					cause);
		}
		if (cause instanceof MongoTimeoutException) {
			return new EnvironmentException(unusable,
					"Environment " + name + " cannot be reached: " + reason(cluster) + ".",
					"Check that the hosts are right and that the server runs and can be reached from here.", cause);
		}
		return new EnvironmentException(Kind.FAILED, "Environment " + name + " answered: " + firstLine(cause) + ".",
				"Check the server's log, fix the cause and run the command again.", cause);
	}

	/**
	 * Return the driver's description of a name that it failed to resolve, by itself or
	 * for a cluster.
	 */
	private static String lookup(MongoException cause, String cluster) {
		int srv = cluster.indexOf(SRV);
		if (srv < 0) {
			return firstLine(cause);
		}
		String rest = cluster.substring(srv + SRV.length());
		int end = rest.indexOf(", servers=");
		String said = (end < 0) ? rest : rest.substring(0, end);
		return said.replaceFirst("^(?:[\\w$]+\\.)*[\\w$]+Exception: ", "").replaceFirst("[.]$", "");
	}

	/**
	 * Return the innermost of the exceptions that the driver's description of a cluster
	 * quotes.
	 */
	private static String reason(String cluster) {
		int caused = cluster.lastIndexOf("caused by {");
		if (caused < 0) {
			return "no server answered in time";
		}
		String rest = cluster.substring(caused + "caused by {".length());
		int end = rest.indexOf('}');
		String quoted = ((end < 0) ? rest : rest.substring(0, end)).strip();
		String said = quoted.replaceAll("(?:[\\w$]+\\.)*[\\w$]+(?:Exception|Error)(?:: |$)", "");
		if (quoted.startsWith("java.net.UnknownHostException")) {
			return "there is no host " + said;
		}
		return said.isEmpty() ? "no server answered in time" : said;
	}

	static String firstLine(MongoException cause) {
		String message = String.valueOf(cause.getMessage());
		int fullResponse = message.indexOf(". The full response is");
		String text = (fullResponse < 0) ? message : message.substring(0, fullResponse);
		Matcher refused = REFUSED.matcher(text);
		if (refused.find()) {
			return refused.group(1) + " }'";
		}
		return FailureText.firstLine(text).replaceFirst("[.]$", "");
	}

}
