package io.monarch.safety;

/**
 * Asks whoever sits at the terminal, if anyone does.
 */
public interface Questions {

	/**
	 * Tell whether there is someone to ask.
	 * @return whether there is a terminal
	 */
	boolean canAsk();

	/**
	 * Say something without asking.
	 * @param line what to say
	 */
	void say(String line);

	/**
	 * Ask, where there is someone to ask.
	 * @param question the question
	 * @return the answer, without spaces around it; empty where none was given
	 */
	String ask(String question);

}
