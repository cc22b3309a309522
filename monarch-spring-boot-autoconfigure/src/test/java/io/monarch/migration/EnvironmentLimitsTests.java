package io.monarch.migration;

import java.util.List;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EnvironmentLimits}.
 */
class EnvironmentLimitsTests {

	private final EnvironmentLimits limits = new EnvironmentLimits(List.of(definition("1_all"),
			definition("2_production", "production"), definition("3_both", "staging", "Production")));

	@Test
	void whereNoNameWasGivenAllThatIsLeftOutIsNamed() {
		assertThat(warnings("application", true)).singleElement()
			.asString()
			.startsWith(
					"The migrations '2_production' (for production), '3_both' (for staging, Production) are not run")
			.contains("default name 'application'", "Set monarch.environment");
	}

	@Test
	void whereANameWasGivenOnlyOneThatDiffersInCaseIsNamed() {
		assertThat(warnings("production", true)).singleElement()
			.asString()
			.startsWith("Migration '3_both' (for staging, Production) is not run: this environment is 'production'");
		assertThat(warnings("test", true)).isEmpty();
		assertThat(warnings("application", false)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "the shop", "${env}", "-x", "a/b" })
	void nameThatNoEnvironmentCanHaveIsRefused(String name) {
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> EnvironmentLimits.check(definition("4_wrong", name), "com.example.Wrong"))
			.withMessageContainingAll("'4_wrong'", "com.example.Wrong", "'" + name + "'");
	}

	private List<String> warnings(String name, boolean application) {
		EnvironmentSettings settings = new EnvironmentSettings(name,
				MongoClientSettings.builder()
					.applyConnectionString(new ConnectionString("mongodb://127.0.0.1:1"))
					.build(),
				"shop", null);
		try (Environments environments = Environments.of(List.of(settings), application ? name : "other")) {
			Environment environment = environments.get(name);
			return this.limits.warnings(environment);
		}
	}

	private static MigrationDefinition definition(String id, String... environments) {
		return new MigrationDefinition(id, null, false, false, List.of(environments), List.of(), null, id, null, false,
				Schedule.IN_ORDER);
	}

}
