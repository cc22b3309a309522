package io.monarch.safety;

/**
 * Asks the user at the terminal, if there is one.
 */
public interface Questions {

	/**
	 * Tell whether there is a user to ask.
	 * @return whether there is a terminal
	 */
	boolean canAsk();

	/**
	 * Say something without asking.
	 * @param line what to say
	 */
	void say(String line);

	/**
	 * Ask, where there is a user to ask.
	 * @param question the question
	 * @return the answer, without spaces around it; empty where none was given
	 */
	String ask(String question);

}
