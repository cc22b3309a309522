package io.monarch.mongock.tests;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.BiConsumer;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.foreign.Verdict;
import io.monarch.migration.HistoryImportRequest;
import io.monarch.migration.MigrationFailedException;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationResult.Applied;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Goes forward to Monarch and back to Mongock, which must run neither too much nor too
 * little.
 */
@LongTest
@RealMongo
class GoingBackIntegrationTests {

	private static final String PACKAGE = "io.monarch.mongock.tests.shop";

	private static final String[] ALL = { "create-shop", "before add-prices", "add-prices", "z-first", "a-second" };

	private final Application mongock = Application.mongock(getClass().getClassLoader(), PACKAGE);

	private final Application monarch = Application.monarch(getClass().getClassLoader(), PACKAGE);

	@Test
	void changeUnitsRunBeforeMigrationsAndAreListedInOrder(TestDatabase database) {
		this.monarch.with(AddOrders.class);
		withMonarch(database, (runner, environment) -> {
			assertThat(steps(database)).startsWith(ALL).endsWith("0001_add_orders").hasSize(6);
			assertThat(runner.migrations().list(environment)).extracting(MigrationStatus::id)
				.containsExactly("create-shop", "add-prices", "z-first", "a-second", "0001_add_orders");
			assertThat(runner.migrations().pending(environment)).isEmpty();
		});
	}

	@Test
	void nothingRunsAgainWhateverVersionIsDeployed(TestDatabase database) {
		this.monarch.run(database);
		this.mongock.run(database);
		this.monarch.run(database);
		this.mongock.run(database);
		assertThat(steps(database)).containsExactly(ALL);
	}

	@Test
	void mongockRunsAgainWhatWasRolledBack(TestDatabase database) {
		withMonarch(database, (runner, environment) -> runner.rollback("add-prices", environment, silent()));
		assertThat(steps(database)).endsWith("rollback add-prices", "rollback before add-prices");
		long before = steps(database).size();
		this.mongock.run(database);
		assertThat(steps(database).stream().skip(before)).containsExactly("before add-prices", "add-prices");
	}

	@Test
	void mongockFollowsWhatWasMarked(TestDatabase database) {
		database.collection("failing").insertOne(new Document("_id", "add-prices"));
		assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> this.monarch.run(database));
		this.monarch.with("monarch.migration.trigger=none");
		withMonarch(database, (runner, environment) -> {
			runner.mark("add-prices", environment, MigrationState.COMPLETED);
			runner.mark("z-first", environment, MigrationState.COMPLETED);
			runner.mark("z-first", environment, MigrationState.COMPLETED);
			runner.mark("create-shop", environment, MigrationState.NEW);
		});
		assertThat(Contents.history(database)).extracting((entry) -> entry.get("changeId") + " " + entry.get("state"))
			.containsExactly("create-shop EXECUTED", "add-prices FAILED", "add-prices_before EXECUTED",
					"add-prices EXECUTED", "z-first EXECUTED", "create-shop ROLLED_BACK");
		long before = steps(database).size();
		this.mongock.run(database);
		assertThat(steps(database).stream().skip(before)).containsExactly("create-shop", "a-second");
	}

	@Test
	void mongockGoesOnWhereAChangeUnitFailed(TestDatabase database) {
		database.collection("failing").insertOne(new Document("_id", "add-prices"));
		assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> this.monarch.run(database))
			.withMessageContaining("add-prices")
			.withMessageContaining("The prices are not known");
		assertThat(steps(database)).containsExactly("create-shop", "before add-prices");
		Document entry = database.collection("mongockChangeLog").find(new Document("state", "FAILED")).first();
		assertThat(entry).containsEntry("changeId", "add-prices").containsEntry("executionMillis", -1L);
		assertThat(Document.parse(entry.getString("errorTrace")).getString("execution-error"))
			.startsWith("java.lang.IllegalStateException: The prices are not known");
		this.mongock.run(database);
		assertThat(steps(database)).containsExactly(ALL);
	}

	@Test
	void nothingRunsIfMongockHasAppliedItSince(TestDatabase database) {
		withMonarch(database, (runner, environment) -> runner.mark("add-prices", environment, MigrationState.NEW));
		this.mongock.run(database);
		List<String> steps = steps(database);
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> this.monarch.run(database))
			.withMessageContaining("'add-prices' is applied to environment 'application'")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.BAD_INPUT))
			.satisfies((ex) -> assertThat(ex.action()).contains("monarch import-history application",
					"monarch mark add-prices application --as completed"));
		assertThat(steps(database)).isEqualTo(steps);
		this.monarch.with("monarch.migration.trigger=none");
		withMonarch(database, (runner, environment) -> {
			runner.mark("add-prices", environment, MigrationState.COMPLETED);
			assertThat(runner.migrations().pending(environment)).isEmpty();
		});
	}

	@Test
	void historyInTheConfiguredCollectionIsImportedAndThoseOfOtherApplicationsAreNot(TestDatabase database) {
		this.mongock.with("mongock.migration-repository-name=shopChanges");
		this.mongock.run(database);
		Application.mongock(getClass().getClassLoader(), "io.monarch.mongock.tests.ledger").run(database);
		List<String> steps = steps(database);
		this.monarch.with("monarch.mongock.collection=shopChanges")
			.with("monarch.migration.foreign-history=import")
			.run(database);
		assertThat(steps(database)).isEqualTo(steps);
		this.mongock.run(database);
		assertThat(steps(database)).isEqualTo(steps);
	}

	@Test
	void configuredCollectionThatIsNoHistoryIsNamed(TestDatabase database) {
		database.collection("shopChanges").insertOne(new Document("_id", "entry-7").append("text", "New"));
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> this.monarch.with("monarch.mongock.collection=shopChanges").run(database))
			.withMessageContaining("'shopChanges' is not a history of Mongock")
			.satisfies((ex) -> assertThat(ex.action()).contains("monarch.mongock.collection"));
		assertThat(steps(database)).isEmpty();
	}

	@Test
	void changeUnitAcceptedAsPendingRunsUnlessMongockHasRunItSince(TestDatabase database) {
		this.mongock.run(database);
		this.monarch.with("monarch.migration.trigger=none");
		HistoryImportRequest request = HistoryImportRequest.ANY.accepting("add-prices", Verdict.PENDING)
			.accepting("z-first", Verdict.PENDING);
		withMonarch(database, (runner, environment) -> {
			runner.importHistory(environment, request, silent());
			assertThat(runner.migrate(environment).applied()).extracting(Applied::id)
				.containsExactly("add-prices", "z-first");
			runner.mark("z-first", environment, MigrationState.NEW);
		});
		this.mongock.run(database);
		withMonarch(database,
				(runner, environment) -> assertThatExceptionOfType(MonarchException.class)
					.isThrownBy(() -> runner.migrate(environment))
					.withMessageContaining("'z-first' is applied"));
	}

	@Test
	void nothingRunsWhileMongockHoldsItsLock(TestDatabase database) {
		database.collection("mongockLock")
			.insertOne(new Document("key", "DEFAULT_KEY").append("status", "LOCK_HELD")
				.append("owner", "old-version")
				.append("expiresAt", Date.from(Instant.now().plusSeconds(60))));
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> this.monarch.run(database))
			.withMessageContaining("Mongock is running")
			.withMessageContaining("old-version")
			.extracting(MonarchException::kind)
			.isEqualTo(Kind.BUSY);
		assertThat(steps(database)).isEmpty();
	}

	private void withMonarch(TestDatabase database, BiConsumer<MigrationRunner, Environment> work) {
		try (ConfigurableApplicationContext context = this.monarch.start(database)) {
			work.accept(context.getBean(MigrationRunner.class),
					context.getBean(Environments.class).application().orElseThrow());
		}
	}

	private static List<String> steps(TestDatabase database) {
		return Steps.of(database.database());
	}

	private static MigrationListener silent() {
		return new MigrationListener() {
		};
	}

}
