package io.monarch.rehearsal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.monarch.environment.Environment;
import io.monarch.migration.Migration;
import io.monarch.testsupport.LongTest;
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
@LongTest
@RealMongo
class RehearsalWarningsIntegrationTests {

	private static final String[] FAILING = { "UniqueIndex", "OtherDatabase", "DropsHistory" };

	private static final String[] PROVEN = { "NotRestartable", "IncompleteRollback", "Increments", "RandomValues" };

	private static final String[] OTHERS = RehearsalFixture.names(BadMigrations.class, PROVEN);

	private static TestDatabase production;

	private static TestDatabase development;

	/** With only what migrations change that are proven, since it is copied often. */
	private static TestDatabase small;

	@BeforeAll
	static void create() {
		production = TestDatabase.create();
		development = TestDatabase.create();
		small = TestDatabase.create();
		RehearsalFixture.fill(production);
		RehearsalFixture.fillSmall(small);
	}

	@AfterAll
	static void close() {
		production.close();
		development.close();
		small.close();
	}

	@Test
	void badMigrationsAreEachIdentified() {
		assertEachIsIdentified(request(production), 13, FAILING, PROVEN);
	}

	@Test
	void migrationsThatDeclareTooMuchAreEachIdentified() {
		assertEachIsIdentified(request(small).proving(), 4, FAILING, OTHERS);
	}

	private static void assertEachIsIdentified(RehearsalRequest request, int count, String[]... without) {
		Class<?>[] migrations = RehearsalFixture.classes(BadMigrations.class,
				Stream.of(without).flatMap(Stream::of).toArray(String[]::new));
		RehearsalResult result = RehearsalFixture.rehearse(request, migrations);
		assertThat(result.failed()).isEmpty();
		assertThat(result.notes()).isEmpty();
		Map<String, String> expected = new TreeMap<>();
		for (Class<?> type : migrations) {
			String id = type.getAnnotation(Migration.class).value() + type.getAnnotation(Migration.class).id();
			expected.put(id, "[" + id.toUpperCase(Locale.ROOT) + "]");
		}
		Map<String, String> found = new TreeMap<>();
		result.migrations().forEach((each) -> found.put(each.id(), kinds(each)));
		assertThat(found).as(result.warnings().toString()).hasSize(count).containsExactlyEntriesOf(expected);
	}

	@ParameterizedTest
	@ValueSource(classes = { BadMigrations.UniqueIndex.class, BadMigrations.OtherDatabase.class,
			BadMigrations.DropsHistory.class })
	void badMigrationThatFailsIsIdentified(Class<?> migration) {
		RehearsalResult result = RehearsalFixture.rehearse(request(production), migration);
		RehearsedMigration failed = result.failed().orElseThrow();
		assertThat(kinds(failed)).as(failed.toString()).isEqualTo("[" + failed.id().toUpperCase(Locale.ROOT) + "]");
		assertThat(production.client().listDatabaseNames()).doesNotContain("monarch_other");
	}

	@Test
	void goodMigrationsHaveNoWarnings() {
		RehearsalResult result = RehearsalFixture.rehearse(request(production),
				RehearsalFixture.classes(GoodMigrations.class));
		assertThat(result.failed()).isEmpty();
		assertThat(result.migrations()).hasSize(20);
		assertThat(result.warnings()).isEmpty();
	}

	@Test
	void goodMigrationsAreProven() {
		RehearsalResult result = RehearsalFixture.rehearse(request(small).proving(), GoodMigrations.Restartable.class,
				GoodMigrations.Rollback.class, GoodMigrations.SetsOnce.class, GoodMigrations.Derived.class);
		assertThat(result.failed()).isEmpty();
		assertThat(result.warnings()).isEmpty();
		assertThat(result.migrations()).extracting(RehearsedMigration::survival)
			.containsExactly(Survival.PROVEN, Survival.NONE, Survival.PROVEN, Survival.PROVEN);
	}

	private static String kinds(RehearsedMigration migration) {
		return Arrays.stream(migration.warnings().toArray(RehearsalWarning[]::new))
			.map((warning) -> warning.kind().name())
			.distinct()
			.collect(Collectors.joining(", ", "[", "]"));
	}

	private static RehearsalRequest request(TestDatabase of) {
		Environment from = RehearsalFixture.environment(of, "production");
		return RehearsalRequest.of(from, RehearsalFixture.environment(development, "development"));
	}

}
