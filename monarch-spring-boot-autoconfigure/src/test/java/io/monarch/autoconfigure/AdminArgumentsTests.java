package io.monarch.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AdminArguments}.
 */
class AdminArgumentsTests {

	@Test
	void optionsBeforeTheWordArePropertiesAndThoseBehindItOnlyWithADot() {
		AdminArguments arguments = of("--server.port=1", "--flag", "--name=a b", "monarch", "migrate", "dev", "--x.y=z",
				"--output=json", "--yes");
		assertThat(arguments.properties()).containsExactly("--server.port=1", "--flag", "--name=a b", "--x.y=z");
		assertThat(arguments.words()).containsExactly("migrate", "dev", "--output=json", "--yes");
		assertThat(arguments.debug()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "monarch", "-x monarch", "-- monarch", "--a.b=c -- monarch", "--monarch monarch",
			"--a.b=monarch monarch", "--debug monarch", "- monarch", " monarch", "  --a.b=c monarch" })
	void firstArgumentThatIsNoOptionDecides(String arguments) {
		assertThat(AdminArguments.of(arguments.split(" "))).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Monarch", "--monarch", "list monarch", "--a.b=c list monarch", "--a.b c monarch",
			"-- -x monarch", "--a.b=monarch", "--" })
	void otherwiseItIsNoTool(String arguments) {
		assertThat(AdminArguments.of(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isNull();
	}

	@Test
	void anotherContextWithTheSameArgumentsHasTheirPropertiesOnce() {
		String[] arguments = { "--a.b=1", "monarch", "list-migrations", "x", "--c.d=2", "--output=json" };
		AdminArguments child = of(arguments).withPropertiesOf(arguments);
		assertThat(child.properties()).containsExactly("--a.b=1", "--c.d=2");
		assertThat(child.words()).containsExactly("list-migrations", "x", "--output=json");
	}

	@Test
	void anotherContextWithOtherArgumentsSetsItsOwnProperties() {
		AdminArguments child = of("--a.b=1", "--e.f=3", "monarch", "help")
			.withPropertiesOf(new String[] { "--a.b=2", "word" });
		assertThat(child.properties()).containsExactly("--e.f=3", "--a.b=2");
		assertThat(child.words()).containsExactly("help");
	}

	@Test
	void debugIsFoundOnBothSidesOfTheWord() {
		assertThat(of("--debug", "monarch", "help").debug()).isTrue();
		assertThat(of("monarch", "help", "--debug").debug()).isTrue();
	}

	@Test
	void wordsBehindTwoDashesAreNoProperties() {
		AdminArguments arguments = of("--", "monarch", "list-migrations", "--", "--a.b=c");
		assertThat(arguments.properties()).isEmpty();
		assertThat(arguments.words()).containsExactly("list-migrations", "--", "--a.b=c");
	}

	private static AdminArguments of(String... arguments) {
		AdminArguments found = AdminArguments.of(arguments);
		assertThat(found).isNotNull();
		return found;
	}

}
