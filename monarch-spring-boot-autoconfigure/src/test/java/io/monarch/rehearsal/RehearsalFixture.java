package io.monarch.rehearsal;

import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;

import com.mongodb.client.model.Indexes;
import io.monarch.environment.Environment;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.LockSettings;
import io.monarch.migration.ForeignHistory;
import io.monarch.migration.MigratingApplication;
import io.monarch.migration.MigrationSettings;
import io.monarch.migration.MigrationTemplates;
import io.monarch.migration.Migrations;
import io.monarch.migration.OutOfOrder;
import io.monarch.migration.Transactions;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestLocks;
import io.monarch.transfer.DatabaseReplacement;
import org.bson.Document;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * An application that consists of migrations and rehearses them.
 */
final class RehearsalFixture implements AutoCloseable {

	static final EnvironmentLocks LOCKS = TestLocks.of(new LockSettings(Duration.ofSeconds(20), Duration.ofSeconds(15),
			Duration.ofSeconds(3), Duration.ofSeconds(20)));

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	final Rehearsal rehearsal;

	RehearsalFixture(Class<?>... migrations) {
		this.context.register(migrations);
		Migrations all = new Migrations(this.context.getDefaultListableBeanFactory(),
				new MigrationTemplates(this.context, false), new MigrationSettings(LOCKS, OutOfOrder.RUN,
						Transactions.REQUIRED, ForeignHistory.REFUSE, MigratingApplication.UNKNOWN));
		this.context.refresh();
		this.rehearsal = new Rehearsal(all, new DatabaseReplacement(LOCKS), LOCKS,
				this.context.getDefaultListableBeanFactory(), true);
	}

	/**
	 * Rehearse with the given migrations.
	 */
	static RehearsalResult rehearse(RehearsalRequest request, Class<?>... migrations) {
		try (RehearsalFixture fixture = new RehearsalFixture(migrations)) {
			return fixture.rehearsal.rehearse(request);
		}
	}

	static Environment environment(TestDatabase database, String name) {
		return database.environments(name).get(name);
	}

	/**
	 * Insert the data that the good and the bad migrations work on.
	 */
	static void fill(TestDatabase database) {
		database.collection("people")
			.insertMany(List.of(new Document("email", "a@example.com").append("age", 1).append("login", "a"),
					new Document("email", "a@example.com").append("age", "two").append("login", "b")));
		insert(database, "orders", 200, (document, i) -> document.append("code", i));
		insert(database, "names", 3, (document, i) -> document.append("name", "name" + i).append("nick", "nick" + i));
		insert(database, "large", 12_000, (document, i) -> document.append("text", "x".repeat(1000)));
		insert(database, "dropped", 3, (document, i) -> document);
		database.database().createCollection("unused");
		insert(database, "indexed", 3, (document, i) -> document.append("a", i).append("b", i));
		database.collection("indexed").createIndex(Indexes.ascending("a", "b"));
		insert(database, "emptied", 5, (document, i) -> document);
		insert(database, "sessions", 3, (document, i) -> document.append("at", new Date(1_700_000_000_000L)));
		insert(database, "scripted", 5, (document, i) -> document.append("n", i));
		insert(database, "wide", 1500, (document, i) -> document.append("group", i));
		insert(database, "growing", 2, (document, i) -> document.append("log", ""));
		fillSmall(database);
	}

	/**
	 * Insert the data that is changed by migrations that are proven.
	 */
	static void fillSmall(TestDatabase database) {
		insert(database, "moving", 3, (document, i) -> document.append("n", i));
		insert(database, "rolling", 3, (document, i) -> document.append("a", i));
		insert(database, "counters", 5, (document, i) -> document.append("n", i));
		insert(database, "stamped", 3, (document, i) -> document);
	}

	private static void insert(TestDatabase database, String collection, int count, Filler filler) {
		database.collection(collection)
			.insertMany(IntStream.range(0, count).mapToObj((i) -> filler.fill(new Document("_id", i), i)).toList());
	}

	static String[] names(Class<?> outer, String... without) {
		return Arrays.stream(classes(outer, without)).map(Class::getSimpleName).toArray(String[]::new);
	}

	static Class<?>[] classes(Class<?> outer, String... without) {
		return Arrays.stream(outer.getDeclaredClasses())
			.filter((type) -> !Arrays.asList(without).contains(type.getSimpleName()))
			.toArray(Class<?>[]::new);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@FunctionalInterface
	private interface Filler {

		Document fill(Document document, int number);

	}

}
