package io.monarch.mongock.tests;

import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

import io.monarch.migration.MigrationFailedException;
import io.monarch.mongock.tests.jhipster.JHipsterConfiguration;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs an application's worth of change units by Mongock, and unchanged by Monarch.
 */
@RealMongo
class MongockAdapterIntegrationTests {

	private static final int UNITS = 200;

	@TempDir
	Path folder;

	@Test
	void changeLogsOfOlderVersionsRun(TestDatabase database) {
		Application.monarch(getClass().getClassLoader(), "io.monarch.mongock.tests.old").run(database);
		assertThat(Steps.of(database.database())).containsExactly("four", "bee-1", "bee-2");
	}

	@Test
	void changeUnitsInTheStyleOfJHipsterLeaveWhatMongockLeaves(TestDatabase expected) {
		String packages = "io.monarch.mongock.tests.jhipster";
		try (TestDatabase actual = TestDatabase.create()) {
			Application.mongock(getClass().getClassLoader(), packages).with(JHipsterConfiguration.class).run(expected);
			Application.monarch(getClass().getClassLoader(), packages).with(JHipsterConfiguration.class).run(actual);
			assertThat(Contents.of(actual)).isEqualTo(Contents.of(expected));
			assertThat(actual.collection("jhi_user").find().first()).containsEntry("created_by", "system")
				.containsKey("created_date");
		}
	}

	@Test
	void changeUnitThatSavesWhatIsInvalidFailsAsWithMongock(TestDatabase database) {
		assertThatExceptionOfType(MigrationFailedException.class)
			.isThrownBy(() -> Application.monarch(getClass().getClassLoader(), "io.monarch.mongock.tests.jhipster")
				.with(JHipsterConfiguration.class)
				.run(database, "invalid"))
			.withMessageContaining("invalid-user")
			.withMessageContaining("ConstraintViolationException");
		assertThat(database.collection("jhi_user").countDocuments()).isEqualTo(2);
	}

	@Test
	void changeUnitsLeaveWhatMongockLeaves(TestDatabase expected) throws Exception {
		try (URLClassLoader units = GeneratedUnits.create(UNITS, 20, this.folder);
				TestDatabase actual = TestDatabase.create()) {
			Application.mongock(units, GeneratedUnits.PACKAGES).run(expected, "test");
			Application.monarch(units, GeneratedUnits.PACKAGES).run(actual, "test");
			assertThat(Steps.of(actual.database())).hasSizeGreaterThan(UNITS / 2)
				.isEqualTo(Steps.of(expected.database()));
			assertThat(Contents.of(actual)).isEqualTo(Contents.of(expected));
			// With the order of the fields.
			assertThat(Contents.history(actual)).map(Document::toJson)
				.isEqualTo(Contents.history(expected).stream().map(Document::toJson).toList());
			List<Document> history = Contents.history(actual);
			// The previous version again.
			Application.mongock(units, GeneratedUnits.PACKAGES).run(actual, "test");
			assertThat(Contents.of(actual)).isEqualTo(Contents.of(expected));
			assertThat(Contents.history(actual)).isEqualTo(history);
		}
	}

}
