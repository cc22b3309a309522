package io.monarch.faults;

import java.util.List;

import io.monarch.faults.SampleProcess.Outcome;

/**
 * Work that is broken, and what must be true of it afterwards.
 */
interface Job extends AutoCloseable {

	/**
	 * Return the command.
	 */
	List<String> words();

	/**
	 * Return what is configured for it.
	 * @param faulty whether for the process that is broken
	 */
	List<String> properties(boolean faulty);

	/**
	 * Tell whether the process is at work, and has more to do.
	 */
	boolean isBegun();

	/**
	 * Return a command that another one may give while the first is at work, or after it.
	 */
	List<String> rival();

	/**
	 * Check that the other one has done what it must.
	 */
	void checkRival(Outcome rival);

	/**
	 * Return what a process that has lost its lock may not change any more.
	 */
	Object recorded();

	/**
	 * Check what is left, give the next command, and check what is left then.
	 * @param outcome how the process ended
	 * @return what came of it, in a word or two
	 */
	String recover(Outcome outcome) throws Exception;

	@Override
	void close() throws Exception;

}
