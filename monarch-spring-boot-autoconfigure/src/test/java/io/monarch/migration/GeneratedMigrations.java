package io.monarch.migration;

import java.util.ArrayList;
import java.util.List;

import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.annotation.AnnotationDescription;
import org.bson.Document;

/**
 * Makes as many migrations as a test wants, each of which inserts one document.
 */
final class GeneratedMigrations {

	private GeneratedMigrations() {
	}

	static Class<?>[] create(int count) {
		List<Class<?>> types = new ArrayList<>();
		for (int i = 1; i <= count; i++) {
			String id = String.format("%04d_generated", i);
			types.add(new ByteBuddy().subclass(Inserting.class)
				.name(GeneratedMigrations.class.getPackageName() + ".Generated" + i)
				.annotateType(AnnotationDescription.Builder.ofType(Migration.class).define("id", id).build())
				.make()
				.load(GeneratedMigrations.class.getClassLoader())
				.getLoaded());
		}
		return types.toArray(Class<?>[]::new);
	}

	/**
	 * Inserts one document that names it.
	 */
	public static class Inserting implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("effects")
				.insertOne(new Document("migration", getClass().getAnnotation(Migration.class).id()));
		}

	}

}
