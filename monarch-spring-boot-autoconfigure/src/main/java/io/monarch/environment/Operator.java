package io.monarch.environment;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Who runs this process, as it is recorded.
 */
public final class Operator {

	private Operator() {
	}

	/**
	 * Return the user of the operating system and this machine.
	 * @return for example {@code annabel@build-7}
	 */
	public static String current() {
		return System.getProperty("user.name", "?") + "@" + host();
	}

	/**
	 * Return the name of this machine.
	 * @return the name, or {@code unknown-host} where it does not know its own
	 */
	public static String host() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "unknown-host";
		}
	}

}
