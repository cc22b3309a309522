package io.monarch.rehearsal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.monarch.environment.Environment;
import io.monarch.migration.Migration;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the warnings of a rehearsal, with twenty bad and twenty good migrations.
 */
@RealMongo
class RehearsalWarningsIntegrationTests {

	private static final String[] FAILING = { "UniqueIndex", "OtherDatabase", "DropsHistory" };

	private static TestDatabase production;

	private static TestDatabase development;

	@BeforeAll
	static void create() {
		production = TestDatabase.create();
		development = TestDatabase.create();
		RehearsalFixture.fill(production);
	}

	@AfterAll
	static void close() {
		production.close();
		development.close();
	}

	@Test
	void badMigrationsAreEachIdentified() {
		Class<?>[] migrations = RehearsalFixture.classes(BadMigrations.class, FAILING);
		RehearsalResult result = RehearsalFixture.rehearse(request().proving(), migrations);
		assertThat(result.failed()).isEmpty();
		Map<String, String> expected = new TreeMap<>();
		for (Class<?> type : migrations) {
			String id = type.getAnnotation(Migration.class).value() + type.getAnnotation(Migration.class).id();
			expected.put(id, "[" + id.toUpperCase(Locale.ROOT) + "]");
		}
		Map<String, String> found = new TreeMap<>();
		result.migrations().forEach((each) -> found.put(each.id(), kinds(each)));
		assertThat(found).as(result.warnings().toString()).containsExactlyEntriesOf(expected);
	}

	@ParameterizedTest
	@ValueSource(classes = { BadMigrations.UniqueIndex.class, BadMigrations.OtherDatabase.class,
			BadMigrations.DropsHistory.class })
	void badMigrationThatFailsIsIdentified(Class<?> migration) {
		RehearsalResult result = RehearsalFixture.rehearse(request(), migration);
		RehearsedMigration failed = result.failed().orElseThrow();
		assertThat(kinds(failed)).as(failed.toString()).isEqualTo("[" + failed.id().toUpperCase(Locale.ROOT) + "]");
		assertThat(production.client().listDatabaseNames()).doesNotContain("monarch_other");
	}

	@Test
	void goodMigrationsHaveNoWarnings() {
		RehearsalResult result = RehearsalFixture.rehearse(request().proving(),
				RehearsalFixture.classes(GoodMigrations.class));
		assertThat(result.failed()).isEmpty();
		assertThat(result.migrations()).hasSize(20);
		assertThat(result.warnings()).isEmpty();
		assertThat(result.migrations()).filteredOn((each) -> each.survival() == Survival.PROVEN)
			.extracting(RehearsedMigration::id)
			.containsExactly("g05", "g14", "g20");
	}

	private static String kinds(RehearsedMigration migration) {
		return Arrays.stream(migration.warnings().toArray(RehearsalWarning[]::new))
			.map((warning) -> warning.kind().name())
			.distinct()
			.collect(Collectors.joining(", ", "[", "]"));
	}

	private static RehearsalRequest request() {
		Environment from = RehearsalFixture.environment(production, "production");
		return RehearsalRequest.of(from, RehearsalFixture.environment(development, "development"));
	}

}
