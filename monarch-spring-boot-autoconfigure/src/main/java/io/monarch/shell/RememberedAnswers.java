package io.monarch.shell;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.monarch.queryset.QuerySetConversation;

/**
 * Asks and prints everything only once, for a query set that selects twice: for the
 * confirmation, and for the copy.
 */
final class RememberedAnswers implements QuerySetConversation {

	private final QuerySetConversation delegate;

	private final Map<String, String> answers = new HashMap<>();

	private final Set<String> said = new HashSet<>();

	RememberedAnswers(QuerySetConversation delegate) {
		this.delegate = delegate;
	}

	@Override
	public boolean canAsk() {
		return this.delegate.canAsk();
	}

	@Override
	public String ask(String question) {
		return this.answers.computeIfAbsent(question, this.delegate::ask);
	}

	@Override
	public void say(String line) {
		if (this.said.add(line)) {
			this.delegate.say(line);
		}
	}

}
