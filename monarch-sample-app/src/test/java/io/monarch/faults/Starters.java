package io.monarch.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.LockHolder;
import io.monarch.lock.LockSettings;
import io.monarch.migration.ForeignHistory;
import io.monarch.migration.MigratingApplication;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationSettings;
import io.monarch.migration.MigrationTemplates;
import io.monarch.migration.Migrations;
import io.monarch.migration.MongoMigration;
import io.monarch.migration.OutOfOrder;
import io.monarch.migration.Transactions;
import io.monarch.testsupport.TestLocks;
import org.bson.Document;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lets 32 instances migrate one database at once: eight in each of four processes, which
 * go on from round to round, since as many starts of a JVM would measure only these. Each
 * instance has beans, a client and a lock of its own.
 */
final class Starters {

	private static final int PROCESSES = 4;

	private static final int INSTANCES = 8;

	private static final Class<?>[] MIGRATIONS = { First.class, Second.class, Third.class };

	private static final String WAITED = "waited";

	private static final String DONE = "done ";

	private static final List<ResidentProcess> RUNNING = new ArrayList<>();

	private Starters() {
	}

	static synchronized String play(Round round) throws Exception {
		while (RUNNING.size() < PROCESSES) {
			RUNNING.add(start());
		}
		RUNNING.forEach((process) -> process.tell(round.uri(false)));
		List<String> answers = new ArrayList<>();
		boolean answered = false;
		try {
			for (ResidentProcess process : RUNNING) {
				answers.add(process.answer(SampleProcess.PATIENCE));
			}
			answered = true;
		}
		finally {
			if (!answered) {
				end(); // what it says late is not for the next round
			}
		}
		assertThat(answers).allMatch((answer) -> answer.startsWith(DONE));
		int waited = answers.stream().mapToInt((answer) -> Integer.parseInt(answer.substring(DONE.length()))).sum();
		if (waited > 0) {
			round.struck("%d instances, of which %d found the lock taken".formatted(PROCESSES * INSTANCES, waited));
		}
		View view = new View(round.database());
		assertThat(view.history(new Document())).hasSize(MIGRATIONS.length)
			.allMatch((record) -> record.get("state").equals("COMPLETED"));
		for (Class<?> type : MIGRATIONS) {
			assertThat(view.count("effects", "migration", type.getSimpleName())).isOne();
		}
		assertThat(view.leftovers()).isEmpty();
		return "each once";
	}

	private static ResidentProcess start() throws IOException {
		return new ResidentProcess(
				new ProcessBuilder(SampleJar.java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-cp",
						System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
						Starters.class.getName())
					.redirectError(ProcessBuilder.Redirect.DISCARD));
	}

	static synchronized void end() {
		RUNNING.forEach(ResidentProcess::close);
		RUNNING.clear();
	}

	/**
	 * Start eight instances for each URI on standard input, until that ends.
	 */
	public static void main(String[] args) throws Exception {
		BufferedReader uris = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		ExecutorService executor = Executors.newFixedThreadPool(INSTANCES);
		for (String uri = uris.readLine(); uri != null; uri = uris.readLine()) {
			ConnectionString connection = new ConnectionString(uri);
			List<Callable<String>> instances = new ArrayList<>();
			for (int i = 0; i < INSTANCES; i++) {
				instances.add(() -> migrate(connection));
			}
			int waited = 0;
			String failed = "";
			for (Future<String> instance : executor.invokeAll(instances)) {
				switch (instance.get()) {
					case "" -> {
					}
					case WAITED -> waited++;
					default -> failed = instance.get();
				}
			}
			System.out.println("=" + (failed.isEmpty() ? DONE + waited : failed));
		}
		System.exit(0);
	}

	private static String migrate(ConnectionString connection) {
		EnvironmentLocks locks = TestLocks.of(new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20),
				Duration.ofSeconds(5), Duration.ofSeconds(60)));
		MongoClientSettings client = MongoClientSettings.builder().applyConnectionString(connection).build();
		try (Environments environments = Environments
			.of(List.of(new EnvironmentSettings("application", client, connection.getDatabase(), null)), "application");
				AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(MIGRATIONS);
			MigrationRunner runner = new MigrationRunner(new Migrations(context.getDefaultListableBeanFactory(),
					new MigrationTemplates(context, true), new MigrationSettings(locks, OutOfOrder.RUN,
							Transactions.REQUIRED, ForeignHistory.REFUSE, new MigratingApplication(null, null))),
					(event) -> {
					}, List.of());
			context.refresh();
			AtomicReference<String> result = new AtomicReference<>("");
			var unused = runner.migrate(environments.get("application"), new MigrationListener() {

				@Override
				public void waiting(Environment environment, LockHolder holder) {
					result.set(WAITED);
				}

			});
			return result.get();
		}
		catch (RuntimeException ex) {
			return String.valueOf(ex);
		}
	}

	private abstract static class Inserting implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("effects")
				.insertOne(new Document("migration", getClass().getSimpleName()));
		}

	}

	@Migration("1_first")
	static class First extends Inserting {

	}

	@Migration(id = "2_second", transactional = true)
	static class Second extends Inserting {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("migration", "Second"), "effects");
		}

	}

	@Migration(id = "3_third", restartable = true)
	static class Third extends Inserting {

	}

}
