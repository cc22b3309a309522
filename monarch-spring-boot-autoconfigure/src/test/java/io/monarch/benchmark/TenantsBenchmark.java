package io.monarch.benchmark;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.monarch.environment.EnvironmentOutcomes;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.EnvironmentTasks;
import io.monarch.environment.Environments;
import io.monarch.environment.StuckWork;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.LockSettings;
import io.monarch.migration.ForeignHistory;
import io.monarch.migration.MigratingApplication;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationResult;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationSettings;
import io.monarch.migration.MigrationTemplates;
import io.monarch.migration.Migrations;
import io.monarch.migration.MongoMigration;
import io.monarch.migration.OutOfOrder;
import io.monarch.migration.Transactions;
import io.monarch.testsupport.TestReplicaSet;
import io.monarch.transfer.SwapRecovery;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures the migration of many databases on one server with three pending migrations
 * each, four at once, beside the very commands that it sends, sent by four threads. Both
 * go on in turns, on databases of their own.
 */
class TenantsBenchmark {

	private static final int DATABASES = Integer.getInteger("monarch.benchmark.tenants", 1_000);

	private static final int TURN = Math.min(DATABASES, 100);

	private static final int AT_ONCE = 4;

	/**
	 * What the driver adds by itself, and what belongs to the session of a transaction.
	 */
	private static final Set<String> OF_THE_DRIVER = Set.of("lsid", "$db", "$clusterTime", "txnNumber", "autocommit",
			"startTransaction", "$readPreference");

	@Test
	void migrates() throws Exception {
		try (TestReplicaSet server = TestReplicaSet.start(1);
				AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(First.class,
						Second.class, Third.class)) {
			MigrationRunner runner = runner(context);
			// The first one can have to try again what meets the renewal of its lock.
			List<Sent> commands = IntStream.range(0, 3)
				.mapToObj((i) -> commands(server, runner, "recorded" + i + "_"))
				.min(Comparator.comparingInt(List::size))
				.orElseThrow();
			turn(server, runner, commands, "warm", 20);
			Result all = new Result(0, 0, 0, 0, 0);
			for (int i = 0; i < DATABASES / TURN; i++) {
				all = all.plus(turn(server, runner, commands, "turn" + i, TURN));
			}
			Result nothing = nothingPending(server, runner);
			System.out.printf(
					"%d databases, 3 migrations each, %d at once: %d ms (%d ms of processor time), "
							+ "the %d commands of each alone %d ms (%d ms), ratio %.2f%n",
					DATABASES, AT_ONCE, all.migrated, all.migratedCpu, commands.size(), all.commands, all.commandsCpu,
					(double) all.migrated / all.commands);
			System.out.printf("%d databases, nothing pending: %d ms%n", nothing.databases, nothing.migrated);
		}
	}

	private static Result turn(TestReplicaSet server, MigrationRunner runner, List<Sent> commands, String name,
			int count) throws Exception {
		long floor = System.nanoTime();
		long floorCpu = cpu();
		replay(server, commands, name + "_commands_", count);
		floor = System.nanoTime() - floor;
		floorCpu = cpu() - floorCpu;
		long start = System.nanoTime();
		long startCpu = cpu();
		try (Environments environments = environments(server, name + "_migrated_", count, null)) {
			EnvironmentOutcomes<MigrationResult> outcomes = migrate(runner, environments);
			long taken = System.nanoTime() - start;
			assertThat(outcomes.results()).hasSize(count).allMatch((result) -> result.applied().size() == 3);
			return new Result(count, TimeUnit.NANOSECONDS.toMillis(taken), TimeUnit.NANOSECONDS.toMillis(floor),
					TimeUnit.NANOSECONDS.toMillis(cpu() - startCpu), TimeUnit.NANOSECONDS.toMillis(floorCpu));
		}
	}

	private static long cpu() {
		return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
			.getProcessCpuTime();
	}

	private static Result nothingPending(TestReplicaSet server, MigrationRunner runner) {
		long start = System.nanoTime();
		for (int i = 0; i < DATABASES / TURN; i++) {
			try (Environments environments = environments(server, "turn" + i + "_migrated_", TURN, null)) {
				assertThat(migrate(runner, environments).results()).hasSize(TURN)
					.allMatch((result) -> result.applied().isEmpty());
			}
		}
		return new Result(DATABASES, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), 0, 0, 0);
	}

	private static EnvironmentOutcomes<MigrationResult> migrate(MigrationRunner runner, Environments environments) {
		return new EnvironmentTasks(AT_ONCE, false).run(environments.all(),
				(environment) -> runner.migrate(environment, new MigrationListener() {
				}), new EnvironmentTasks.Listener<>() {
				});
	}

	/**
	 * Return the commands that the migration of one database sends.
	 */
	private static List<Sent> commands(TestReplicaSet server, MigrationRunner runner, String prefix) {
		List<Sent> commands = new ArrayList<>();
		try (Environments environments = environments(server, prefix, 1, new CommandListener() {

			@Override
			public void commandStarted(CommandStartedEvent event) {
				if (!event.getCommandName().equals("endSessions")
						&& !Thread.currentThread().getName().startsWith("monarch-lock")) {
					commands.add(Sent.of(event));
				}
			}

		})) {
			assertThat(migrate(runner, environments).results()).hasSize(1);
		}
		return commands;
	}

	private static void replay(TestReplicaSet server, List<Sent> commands, String prefix, int count) throws Exception {
		try (MongoClient client = MongoClients.create(server.uri())) {
			Queue<String> databases = new ConcurrentLinkedQueue<>(
					IntStream.range(0, count).mapToObj((i) -> prefix + i).toList());
			List<Thread> threads = IntStream.range(0, AT_ONCE).mapToObj((i) -> new Thread(() -> {
				for (String name = databases.poll(); name != null; name = databases.poll()) {
					try (ClientSession session = client.startSession()) {
						MongoDatabase database = client.getDatabase(name);
						commands.forEach((command) -> command.replay(database, session));
					}
				}
			})).toList();
			threads.forEach(Thread::start);
			for (Thread thread : threads) {
				thread.join();
			}
			assertThat(client.getDatabase(prefix + (count - 1)).getCollection("dogs").countDocuments()).isEqualTo(2);
		}
	}

	private static Environments environments(TestReplicaSet server, String prefix, int count,
			@Nullable CommandListener listener) {
		MongoClientSettings.Builder builder = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(server.uri()));
		if (listener != null) {
			builder.addCommandListener(listener);
		}
		MongoClientSettings settings = builder.build();
		return Environments.of(IntStream.range(0, count)
			.mapToObj((i) -> new EnvironmentSettings("tenant-" + i, settings, prefix + i, null))
			.toList(), "none");
	}

	private static MigrationRunner runner(AnnotationConfigApplicationContext context) {
		EnvironmentLocks locks = new EnvironmentLocks(new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20),
				Duration.ofSeconds(5), Duration.ofMinutes(5)), new SwapRecovery(), StuckWork.NONE);
		return new MigrationRunner(new Migrations(context.getDefaultListableBeanFactory(),
				new MigrationTemplates(context, true), new MigrationSettings(locks, OutOfOrder.RUN,
						Transactions.REQUIRED, ForeignHistory.REFUSE, MigratingApplication.UNKNOWN)),
				context, List.of());
	}

	/**
	 * A command as it was sent.
	 *
	 * @param name its name
	 * @param command what is sent, without what belongs to a session
	 * @param begins whether it begins a transaction
	 * @param inTransaction whether it is part of one
	 */
	private record Sent(String name, BsonDocument command, boolean begins, boolean inTransaction) {

		static Sent of(CommandStartedEvent event) {
			BsonDocument command = new BsonDocument(); // that of the event can be read
														// only
			event.getCommand().clone().forEach(command::put);
			boolean inTransaction = command.containsKey("autocommit");
			boolean begins = command.containsKey("startTransaction");
			OF_THE_DRIVER.forEach(command::remove);
			if (inTransaction) {
				command.remove("readConcern");
				command.remove("writeConcern");
			}
			return new Sent(event.getCommandName(), command, begins, inTransaction);
		}

		void replay(MongoDatabase database, ClientSession session) {
			if (this.begins) {
				session.startTransaction();
			}
			switch (this.name) {
				case "commitTransaction" -> session.commitTransaction();
				case "abortTransaction" -> session.abortTransaction();
				default -> {
					if (this.inTransaction) {
						Document unused = database.runCommand(session, this.command);
					}
					else {
						Document unused = database.runCommand(this.command);
					}
				}
			}
		}

	}

	/**
	 * What was measured.
	 *
	 * @param databases how many databases
	 * @param migrated the milliseconds of the migration
	 * @param commands the milliseconds of the commands alone
	 * @param migratedCpu the milliseconds of processor time of the migration
	 * @param commandsCpu the milliseconds of processor time of the commands alone
	 */
	private record Result(int databases, long migrated, long commands, long migratedCpu, long commandsCpu) {

		Result plus(Result other) {
			return new Result(this.databases + other.databases, this.migrated + other.migrated,
					this.commands + other.commands, this.migratedCpu + other.migratedCpu,
					this.commandsCpu + other.commandsCpu);
		}

	}

	@Migration("1_index")
	static class First implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			String unused = context.database().getCollection("dogs").createIndex(new Document("name", 1));
		}

	}

	@Migration("2_dogs")
	static class Second implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("dogs").insertOne(new Document("name", "Rex"));
		}

	}

	@Migration(id = "3_more", transactional = true)
	static class Third implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("name", "Bello"), "dogs");
		}

	}

}
