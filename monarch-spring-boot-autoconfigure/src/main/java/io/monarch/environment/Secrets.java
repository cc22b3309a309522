package io.monarch.environment;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

import com.mongodb.MongoCredential;
import org.jspecify.annotations.Nullable;

/**
 * Hides credentials in text that is about to be shown, logged or stored.
 */
public final class Secrets {

	private static final String HIDDEN = "***";

	/**
	 * The user-info of a URI up to its last at-sign, since an unescaped password may
	 * itself contain at-signs, slashes and colons.
	 */
	private static final Pattern USER_INFO = Pattern.compile("(mongodb(?:\\+srv)?://)[^\\s\"'<>]*@",
			Pattern.CASE_INSENSITIVE);

	/**
	 * A user and a password that contains spaces or quotes, up to the last at-sign that
	 * is followed by a host. It can match more than the user-info, but not less.
	 */
	private static final Pattern ANY_USER_INFO = Pattern
		.compile("(mongodb(?:\\+srv)?://)(?!\\*\\*\\*@)(?:(?!mongodb(?:\\+srv)?://)[^\\r\\n:/@])*:"
				+ "(?:(?!mongodb(?:\\+srv)?://)[^\\r\\n])*@(?=[\\w\\[])", Pattern.CASE_INSENSITIVE);

	/** The user and password in a URI of another scheme. */
	private static final Pattern OTHER_USER_INFO = Pattern
		.compile("(\\b[a-z][a-z0-9+.-]*://)[^\\s/@\"'<>:]*:[^\\s/@\"'<>]+@", Pattern.CASE_INSENSITIVE);

	/** The value of a field or option named password, quoted or not. */
	private static final Pattern NAMED = Pattern.compile(
			"(\\b[\\w.-]*(?:password|passwd|passphrase|secret)\\s*=\\s*)(?:\"[^\"\\r\\n]*\"|'[^'\\r\\n]*'|[^\\s,;)}\\]&'\"]+)",
			Pattern.CASE_INSENSITIVE);

	/** The user as the driver quotes it. The driver itself hides the password. */
	private static final Pattern USER_NAME = Pattern.compile("(userName=')[^']*'");

	/** The secrets of the configuration, in every form in which they can be quoted. */
	private static final List<KnownSecret> KNOWN = new CopyOnWriteArrayList<>();

	private Secrets() {
	}

	/**
	 * Hide a secret of the configuration from now on, including its escaped forms in
	 * URIs, JSON, Java strings and HTML.
	 * @param secret the secret; one that could be a common word is hidden only where the
	 * context identifies it
	 */
	public static void learn(String secret) {
		// A file with a secret often ends with a line break, which text does not quote.
		if (!secret.strip().equals(secret)) {
			learn(secret.strip());
		}
		if (KnownSecret.isTellable(secret)) {
			KnownSecret known = new KnownSecret(secret);
			if (!KNOWN.contains(known)) {
				KNOWN.add(known);
			}
		}
	}

	/**
	 * Hide the password of a user from now on.
	 * @param credential the credential, or {@code null} if there is none
	 */
	public static void learn(@Nullable MongoCredential credential) {
		char[] password = (credential != null) ? credential.getPassword() : null;
		if (password != null) {
			learn(String.valueOf(password));
		}
	}

	/**
	 * Return the text without the user-info of any MongoDB URI, without credentials that
	 * the driver quotes, and without the known secrets.
	 * @param text any text
	 * @return the text with {@code ***} for each of them
	 */
	public static String hide(String text) {
		String hidden = text;
		for (KnownSecret secret : KNOWN) {
			hidden = secret.hide(hidden, HIDDEN);
		}
		hidden = ANY_USER_INFO.matcher(hidden).replaceAll("$1" + HIDDEN + "@");
		hidden = USER_INFO.matcher(hidden).replaceAll("$1" + HIDDEN + "@");
		hidden = OTHER_USER_INFO.matcher(hidden).replaceAll("$1" + HIDDEN + "@");
		hidden = NAMED.matcher(hidden).replaceAll("$1" + HIDDEN);
		return USER_NAME.matcher(hidden).replaceAll("$1" + HIDDEN + "'");
	}

}
