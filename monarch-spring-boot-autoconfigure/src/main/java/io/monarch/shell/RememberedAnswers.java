package io.monarch.shell;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.monarch.queryset.QuerySetConversation;

/**
 * Asks and says everything once, for a query set that selects twice: for what is
 * confirmed, and for what is copied.
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
