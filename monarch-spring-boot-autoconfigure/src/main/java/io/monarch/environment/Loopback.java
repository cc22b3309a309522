package io.monarch.environment;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Recognizes this machine's own addresses.
 */
final class Loopback {

	/**
	 * Four decimal parts. Leading zeros, which some parsers read as octal, and short
	 * forms do not match, so such hosts are guarded.
	 */
	private static final Pattern IPV4 = Pattern.compile("127(?:\\.(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])){3}");

	private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

	private Loopback() {
	}

	/**
	 * Tell whether a host is this machine. A name other than {@code localhost} is never
	 * resolved, since its address can change between the check and the connection.
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
	 * Return an IPv6 address in its canonical form, and anything else unchanged.
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
