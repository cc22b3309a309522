package io.monarch.environment;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The log that Monarch writes to. Each entry is a single line without secrets or control
 * characters.
 */
public final class CleanLog {

	private final Log log;

	private CleanLog(Log log) {
		this.log = log;
	}

	/**
	 * Return the log of a class.
	 * @param type the class
	 * @return its log
	 */
	public static CleanLog of(Class<?> type) {
		return new CleanLog(LogFactory.getLog(type));
	}

	/**
	 * Log details that help to diagnose a problem.
	 * @param line the line
	 */
	public void debug(String line) {
		if (this.log.isDebugEnabled()) {
			this.log.debug(LoggableFailure.clean(line));
		}
	}

	/**
	 * Log a completed action.
	 * @param line the line
	 */
	public void info(String line) {
		this.log.info(LoggableFailure.clean(line));
	}

	/**
	 * Log something that deserves attention.
	 * @param line the line
	 */
	public void warn(String line) {
		this.log.warn(LoggableFailure.clean(line));
	}

	/**
	 * Log a failure.
	 * @param line the line
	 */
	public void error(String line) {
		this.log.error(LoggableFailure.clean(line));
	}

	/**
	 * Log a failure with its stack trace.
	 * @param line the line
	 * @param failure what was thrown
	 */
	public void error(String line, Throwable failure) {
		this.log.error(LoggableFailure.clean(line), LoggableFailure.of(failure));
	}

}
