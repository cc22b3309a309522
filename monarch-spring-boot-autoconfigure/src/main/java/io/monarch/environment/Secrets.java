package io.monarch.environment;

import java.util.regex.Pattern;

/**
 * Hides credentials in text that is about to be shown, logged or stored.
 */
public final class Secrets {

	/**
	 * The user-info of a URI up to its last at-sign, since an unescaped password may hold
	 * at-signs, slashes and colons itself.
	 */
	private static final Pattern USER_INFO = Pattern.compile("(mongodb(?:\\+srv)?://)[^\\s\"'<>]*@",
			Pattern.CASE_INSENSITIVE);

	/** The user, as the driver quotes it; it hides the password itself. */
	private static final Pattern USER_NAME = Pattern.compile("(userName=')[^']*'");

	private Secrets() {
	}

	/**
	 * Return the text without the user-info of any MongoDB URI in it, and without what
	 * the driver says of one.
	 * @param text any text
	 * @return the text with {@code ***} for every user-info
	 */
	public static String hide(String text) {
		return USER_NAME.matcher(USER_INFO.matcher(text).replaceAll("$1***@")).replaceAll("$1***'");
	}

}
