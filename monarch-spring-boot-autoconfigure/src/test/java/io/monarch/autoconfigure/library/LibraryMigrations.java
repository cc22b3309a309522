package io.monarch.autoconfigure.library;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import org.bson.Document;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Profile;

/**
 * What a library brings that no application scans.
 */
public final class LibraryMigrations {

	private LibraryMigrations() {
	}

	/**
	 * The auto-configuration of the library.
	 */
	@AutoConfiguration
	@Import(LibraryDogs.class)
	public static class LibraryAutoConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	public static class LibraryConfiguration {

		@Bean
		@Lazy
		LibraryDogs dogs() {
			return new LibraryDogs();
		}

	}

	@Migration("1_library_dogs")
	static class LibraryDogs implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("name", "Rex"), "dogs");
		}

	}

	@Profile("cats")
	@Migration("2_library_cats")
	static class LibraryCats extends LibraryDogs {

	}

}
