package io.monarch.queryset;

/**
 * Talks to the user who runs a query set, if there is one.
 */
public interface QuerySetConversation {

	/**
	 * Tell whether there is a user to ask.
	 * @return whether there is a terminal
	 */
	boolean canAsk();

	/**
	 * Ask a question.
	 * @param question the question
	 * @return the answer
	 */
	String ask(String question);

	/**
	 * Print a line.
	 * @param line the line
	 */
	void say(String line);

}
