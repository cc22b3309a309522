package io.monarch.safety;

/**
 * Prompts the user at the terminal, if there is one.
 */
public interface Questions {

	/**
	 * Tell whether there is a user to ask.
	 * @return whether there is a terminal
	 */
	boolean canAsk();

	/**
	 * Print a line without asking.
	 * @param line the line
	 */
	void say(String line);

	/**
	 * Ask a question, if there is a user to ask.
	 * @param question the question
	 * @return the answer, without surrounding spaces; empty if none was given
	 */
	String ask(String question);

}
