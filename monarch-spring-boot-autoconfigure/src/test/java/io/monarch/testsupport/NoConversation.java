package io.monarch.testsupport;

import io.monarch.queryset.QuerySetConversation;

/**
 * The conversation of a query set that cannot ask anything.
 */
public final class NoConversation implements QuerySetConversation {

	@Override
	public boolean canAsk() {
		return false;
	}

	@Override
	public String ask(String question) {
		throw new IllegalStateException(question);
	}

	@Override
	public void say(String line) {
	}

}
