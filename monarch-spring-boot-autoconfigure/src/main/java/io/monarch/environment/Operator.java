package io.monarch.environment;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The user that runs this process, for records.
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
	 * @return the name, or {@code unknown-host} if it cannot be determined
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
