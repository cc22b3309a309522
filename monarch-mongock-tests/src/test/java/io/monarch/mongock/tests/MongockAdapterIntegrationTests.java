package io.monarch.mongock.tests;

import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs an application's worth of change units by Mongock, and unchanged by Monarch.
 */
@RealMongo
class MongockAdapterIntegrationTests {

	private static final int UNITS = 200;

	@TempDir
	Path folder;

	@Test
	void changeUnitsLeaveWhatMongockLeaves(TestDatabase expected) throws Exception {
		try (URLClassLoader units = GeneratedUnits.create(UNITS, 20, this.folder);
				TestDatabase actual = TestDatabase.create()) {
			Application.mongock(units, GeneratedUnits.PACKAGES).run(expected, "test");
			Application.monarch(units, GeneratedUnits.PACKAGES).run(actual, "test");
			assertThat(Steps.of(actual.database())).hasSizeGreaterThan(UNITS / 2)
				.isEqualTo(Steps.of(expected.database()));
			assertThat(Contents.of(actual)).isEqualTo(Contents.of(expected));
			assertThat(Contents.history(actual)).isEqualTo(Contents.history(expected));
			List<Document> history = Contents.history(actual);
			// The previous version again.
			Application.mongock(units, GeneratedUnits.PACKAGES).run(actual, "test");
			assertThat(Contents.of(actual)).isEqualTo(Contents.of(expected));
			assertThat(Contents.history(actual)).isEqualTo(history);
		}
	}

}
