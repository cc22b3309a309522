package io.monarch.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoCollection;
import com.mongodb.event.ConnectionCreatedEvent;
import com.mongodb.event.ConnectionPoolCreatedEvent;
import com.mongodb.event.ConnectionPoolListener;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentOutcomes;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.EnvironmentTasks;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchCollections;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.SentCommands;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestTenants;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what it takes to start where many databases are on one server.
 */
@RealMongo
class TenantRoundTripsIntegrationTests {

	private static final EnvironmentTasks FOUR_AT_ONCE = new EnvironmentTasks(4, false);

	@Test
	void startWhenNothingIsPendingReadsEachDatabaseOnceOnTwoConnections(TestDatabase database) {
		startWhenNothingIsPending(database, 12);
	}

	@LongTest
	@Test
	void startWhenNothingIsPendingOnAThousandDatabasesReadsEachOnce(TestDatabase database) {
		startWhenNothingIsPending(database, 1_000);
	}

	private static void startWhenNothingIsPending(TestDatabase database, int count) {
		try (TestTenants tenants = new TestTenants(database, count);
				MigrationHarness harness = new MigrationHarness(GeneratedMigrations.create(3))) {
			try (Environments environments = environments(tenants, new SentCommands(), new Connections())) {
				applyAll(harness, environments.all());
			}
			SentCommands commands = new SentCommands();
			Connections connections = new Connections();
			Set<Thread> before = Thread.getAllStackTraces().keySet();
			try (Environments environments = environments(tenants, commands, connections)) {
				assertThat(applied(harness, environments)).isZero();
				assertThat(newThreads(before)).noneMatch((thread) -> thread.getName().startsWith("monarch"));
				assertThat(commands.count("aggregate")).isEqualTo(count);
				assertThat(commands.count()).isEqualTo(count + 1); // the first contact
			}
			assertThat(connections.pools).hasValue(1);
			assertThat(connections.opened).hasValueLessThanOrEqualTo(2);
		}
	}

	/**
	 * Migrate the first database, and let the others have its history.
	 */
	private static void applyAll(MigrationHarness harness, List<Environment> environments) {
		assertThat(harness.migrate(environments.get(0)).applied()).hasSize(3);
		List<Document> history = history(environments.get(0)).find().into(new ArrayList<>());
		environments.stream().skip(1).forEach((each) -> {
			var unused = history(each).insertMany(history);
		});
	}

	private static MongoCollection<Document> history(Environment environment) {
		return environment.mongoDatabase().getCollection(MonarchCollections.HISTORY);
	}

	/**
	 * Each migration is transactional, which takes a client that notes failures.
	 */
	@Test
	void migratingManyDatabasesTakesTwoClientsAndThreadsForFour(TestDatabase database) {
		Connections connections = new Connections();
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		Map<String, Long> most = new ConcurrentHashMap<>();
		try (TestTenants tenants = new TestTenants(database, 12);
				MigrationHarness harness = new MigrationHarness(TransactionalInsert.class);
				Environments environments = environments(tenants, new SentCommands(), connections)) {
			EnvironmentOutcomes<MigrationResult> outcomes = FOUR_AT_ONCE.run(environments.all(),
					(environment) -> harness.runner.migrate(environment, new MigrationListener() {

						@Override
						public void started(Environment started, String id) {
							newThreads(before).stream()
								.map(Thread::getName)
								.filter((name) -> name.startsWith("monarch-"))
								.collect(Collectors.groupingBy((name) -> name.replaceFirst("-(tenant.*|\\d+)$", ""),
										Collectors.counting()))
								.forEach((name, number) -> most.merge(name, number, Math::max));
						}

					}), new EnvironmentTasks.Listener<>() {
					});
			assertThat(outcomes.failed()).isEmpty();
			assertThat(outcomes.results()).hasSize(12);
			tenants.names()
				.forEach((name) -> assertThat(tenants.database(name).getCollection("effects").countDocuments())
					.isEqualTo(1));
		}
		assertThat(most).as("no more than four environments at once take")
			.containsOnlyKeys("monarch-environments", "monarch-lock")
			.allSatisfy((name, number) -> assertThat(number).isBetween(1L, name.equals("monarch-lock") ? 10L : 5L));
		assertThat(connections.pools).hasValue(2);
	}

	private static long applied(MigrationHarness harness, Environments environments) {
		EnvironmentOutcomes<MigrationResult> outcomes = FOUR_AT_ONCE.run(environments.all(),
				(environment) -> harness.runner.migrate(environment, new MigrationListener() {
				}), new EnvironmentTasks.Listener<>() {
				});
		assertThat(outcomes.failed()).isEmpty();
		return outcomes.results().stream().mapToLong((result) -> result.applied().size()).sum();
	}

	private static List<Thread> newThreads(Set<Thread> before) {
		return Thread.getAllStackTraces().keySet().stream().filter((thread) -> !before.contains(thread)).toList();
	}

	private static Environments environments(TestTenants tenants, SentCommands commands, Connections connections) {
		return Environments.of(tenants.names().stream().map((name) -> {
			MongoClientSettings settings = MongoClientSettings.builder()
				.applyConnectionString(new ConnectionString(tenants.uri(name)))
				.addCommandListener(commands)
				.applyToConnectionPoolSettings((pool) -> pool.addConnectionPoolListener(connections))
				.build();
			return new EnvironmentSettings(name, settings, tenants.databaseName(name), null);
		}).toList(), "none");
	}

	@Migration(id = "1_transactional", transactional = true)
	static class TransactionalInsert implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("effects").insertOne(new Document());
		}

	}

	/**
	 * Counts the pools and connections that are opened.
	 */
	private static final class Connections implements ConnectionPoolListener {

		private final AtomicInteger pools = new AtomicInteger();

		private final AtomicInteger opened = new AtomicInteger();

		@Override
		public void connectionPoolCreated(ConnectionPoolCreatedEvent event) {
			this.pools.incrementAndGet();
		}

		@Override
		public void connectionCreated(ConnectionCreatedEvent event) {
			this.opened.incrementAndGet();
		}

	}

}
