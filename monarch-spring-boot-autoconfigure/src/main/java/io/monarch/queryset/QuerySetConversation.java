package io.monarch.queryset;

/**
 * Talks to whoever runs a query set, if anyone does.
 */
public interface QuerySetConversation {

	/**
	 * Tell whether there is someone to ask.
	 * @return whether there is a terminal
	 */
	boolean canAsk();

	/**
	 * Ask.
	 * @param question the question
	 * @return the answer
	 */
	String ask(String question);

	/**
	 * Say something.
	 * @param line what to say
	 */
	void say(String line);

}
