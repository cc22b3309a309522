package io.monarch.environment;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Recognises this machine's own addresses.
 */
final class Loopback {

	/**
	 * Four whole decimal parts; leading zeros, which some parsers take for octal, and
	 * short forms are left to be guarded.
	 */
	private static final Pattern IPV4 = Pattern.compile("127(?:\\.(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])){3}");

	private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

	private Loopback() {
	}

	/**
	 * Tell whether a host is this machine. A name other than {@code localhost} is never
	 * looked up: what it resolves to can change between the question and the connection.
	 */
	static boolean matches(String host) {
		if (host.equalsIgnoreCase("localhost") || host.startsWith("/")) {
			return true; // a path is a Unix domain socket
		}
		String literal = (host.startsWith("[") && host.endsWith("]")) ? host.substring(1, host.length() - 1) : host;
		if (IPV4.matcher(literal).matches()) {
			return true;
		}
		try {
			return IPV6.matcher(literal).matches() && InetAddress.getByName(literal).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	/**
	 * Return an IPv6 address in the one form in which it can be compared, and anything
	 * else as it is.
	 */
	static String address(String literal) {
		try {
			return (literal.indexOf(':') >= 0 && IPV6.matcher(literal).matches())
					? InetAddress.getByName(literal).getHostAddress() : literal;
		}
		catch (UnknownHostException ex) {
			return literal;
		}
	}

}
