package io.monarch.queryset;

import java.util.List;
import java.util.Map;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.support.StaticApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link Parameters}.
 */
class ParametersTests {

	@Test
	void parameterThatIsNotDeclaredIsRefusedBeforeTheQuerySetRuns() {
		assertThat(refused(true, Map.of("account-id", "1", "sicne", "2026-01-01"), Declared.class).getMessage())
			.isEqualTo("Query set 'orders' has no parameter 'sicne'. Did you mean 'since'?");
	}

	@Test
	void parametersThatAreMissingWithoutATerminalAreAllNamedBeforeTheQuerySetRuns() {
		MonarchException refused = refused(false, Map.of("since", "2026-01-01"), Declared.class);
		assertThat(refused).hasMessageContaining("needs the parameters 'account-id', 'limit'");
		assertThat(refused.action()).isEqualTo("Add --param account-id=<value> --param limit=<value>.");
	}

	@Test
	void parametersThatAreMissingAtATerminalAreLeftToBeAskedFor() {
		assertThat(selector(true, Map.of(), Declared.class)).isNotNull();
	}

	@Test
	void querySetThatDeclaresNoParametersIsNotCheckedBeforeItRuns() {
		assertThat(selector(false, Map.of("anything", "1"), Undeclared.class)).isNotNull();
	}

	@Test
	void declaredParameterThatARunDoesNotAskForIsNoError() {
		Parameters parameters = new Parameters("orders", Map.of("a", "1", "b", "2"), List.of("a", "b"));
		assertThat(parameters.get("a", "A?", Integer.class, new Conversation(false))).isEqualTo(1);
		parameters.requireAllAsked();
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> parameters.get("c", "C?", Integer.class, new Conversation(false)))
			.withMessageContaining("asks for the parameter 'c', which it does not declare");
	}

	private static MonarchException refused(boolean canAsk, Map<String, String> given, Class<?> type) {
		MonarchException refused = catchThrowableOfType(MonarchException.class, () -> selector(canAsk, given, type));
		assertThat(refused.kind()).isEqualTo(Kind.BAD_INPUT);
		return refused;
	}

	private static Selector selector(boolean canAsk, Map<String, String> given, Class<?> type) {
		StaticApplicationContext context = new StaticApplicationContext();
		context.registerBeanDefinition("orders", new RootBeanDefinition(type));
		return new QuerySets(context, MaskKey.of("the key of these tests")).selector("orders", given,
				new Conversation(canAsk));
	}

	@QuerySet(name = "orders", parameters = { "account-id", "since", "limit" })
	static class Declared implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
			throw new IllegalStateException("it runs");
		}

	}

	@QuerySet("orders")
	static class Undeclared implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
			throw new IllegalStateException("it runs");
		}

	}

	private record Conversation(boolean canAsk) implements QuerySetConversation {

		@Override
		public String ask(String question) {
			throw new IllegalStateException(question);
		}

		@Override
		public void say(String line) {
		}

	}

}
