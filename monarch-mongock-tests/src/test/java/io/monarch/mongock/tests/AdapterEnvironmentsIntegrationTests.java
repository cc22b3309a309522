package io.monarch.mongock.tests;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.MigrationFailedException;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs change units on other environments than the application's own, and in
 * transactions.
 */
@LongTest
@RealMongo
class AdapterEnvironmentsIntegrationTests {

	private static final String PEOPLE = "io.monarch.mongock.tests.people";

	private static final MigrationListener SILENT = new MigrationListener() {
	};

	@Test
	void changeUnitIsGivenTheDatabaseOfTheEnvironment(TestDatabase own) {
		try (TestDatabase staging = TestDatabase.create();
				ConfigurableApplicationContext context = application(PEOPLE + ".QualifyPeople", staging).start(own)) {
			MigrationRunner runner = context.getBean(MigrationRunner.class);
			assertThat(runner.migrate(environment(context), SILENT).applied()).hasSize(1);
			assertThat(staging.collection("people").find().first()).containsEntry("name", "hello 3");
			assertThat(staging.collection("named").find().first()).containsEntry("_id", staging.name());
			assertThat(staging.collection("mongockChangeLog").countDocuments()).isEqualTo(1);
			assertThat(own.database().listCollectionNames()).doesNotContain("people", "named", "mongockChangeLog");
			runner.rollback("qualify-people", environment(context), SILENT);
			assertThat(staging.collection("mongockChangeLog").countDocuments()).isEqualTo(2);
		}
	}

	@Test
	void changeUnitWithARepositoryIsRefusedThereBeforeAnythingRuns(TestDatabase own) {
		try (TestDatabase staging = TestDatabase.create();
				ConfigurableApplicationContext context = application(PEOPLE, staging).start(own)) {
			MigrationRunner runner = context.getBean(MigrationRunner.class);
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> runner.migrate(environment(context), SILENT))
				.withMessageContaining("Migration 'name-people' uses the bean 'mongoTemplate'")
				.extracting(MonarchException::kind)
				.isEqualTo(Kind.BAD_INPUT);
			assertThat(staging.database().listCollectionNames()).doesNotContain("people", "mongockChangeLog");
		}
	}

	@Test
	void changeUnitOfTheReactiveDriverIsRefusedThere(TestDatabase own) {
		try (TestDatabase staging = TestDatabase.create();
				ConfigurableApplicationContext context = application(PEOPLE + ".ReactPeople", staging).start(own)) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> context.getBean(MigrationRunner.class).migrate(environment(context), SILENT))
				.withMessageContaining("Migration 'react-people' uses the bean");
		}
	}

	@Test
	void beansOfTheApplicationAreGivenOnItsOwnEnvironment(TestDatabase own) {
		Application.monarch(getClass().getClassLoader(), PEOPLE).run(own);
		assertThat(own.collection("people").countDocuments()).isEqualTo(2);
		assertThat(own.collection("reactive").countDocuments()).isEqualTo(1);
	}

	@Test
	void changeUnitsRunBeforeBeansToo(TestDatabase own) {
		Application.monarch(getClass().getClassLoader(), PEOPLE)
			.with("monarch.migration.trigger=before-beans")
			.run(own);
		assertThat(own.collection("people").countDocuments()).isEqualTo(2);
	}

	@Test
	void transactionalChangeUnitThatFailsLeavesNothing(TestDatabase own) {
		own.collection("failing").insertOne(new Document("_id", "book-entries"));
		Application application = Application.monarch(getClass().getClassLoader(), "io.monarch.mongock.tests.ledger")
			.with("monarch.mongock.transactional=true");
		assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> application.run(own))
			.withMessageContaining("Not today");
		assertThat(own.collection("steps").countDocuments()).isZero();
		assertThat(own.collection("people").countDocuments()).isZero();
		assertThat(own.collection("mongockChangeLog").countDocuments()).isZero();
		own.collection("failing").drop();
		application.run(own);
		assertThat(Steps.of(own.database())).containsExactly("by database", "by template");
		assertThat(own.collection("people").countDocuments()).isEqualTo(1);
		assertThat(Contents.history(own)).extracting((entry) -> entry.get("state")).containsExactly("EXECUTED");
	}

	@Test
	void nothingIsKeptWhereNoPackageIsNamed(TestDatabase own) {
		Application.monarch(getClass().getClassLoader(), "").with(AddOrders.class).run(own);
		assertThat(Steps.of(own.database())).containsExactly("0001_add_orders");
		assertThat(own.database().listCollectionNames()).doesNotContain("mongockChangeLog");
	}

	private Application application(String packages, TestDatabase staging) {
		return Application.monarch(getClass().getClassLoader(), packages)
			.with("monarch.migration.trigger=none")
			.with("monarch.environments.staging.uri=" + staging.uri());
	}

	private static Environment environment(ConfigurableApplicationContext context) {
		return context.getBean(Environments.class).get("staging");
	}

}
