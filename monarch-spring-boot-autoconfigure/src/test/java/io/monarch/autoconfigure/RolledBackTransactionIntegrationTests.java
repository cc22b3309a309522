package io.monarch.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.mongodb.client.MongoDatabase;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MigrationFailedException;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.EverySpringBoot;
import io.monarch.testsupport.QuietOutput;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionInterceptor;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Migrates with applications whose own transactional code takes part in the transaction
 * of a migration, and fails there.
 */
@RealMongo
@ExtendWith(QuietOutput.class)
class RolledBackTransactionIntegrationTests {

	private static final List<String> ran = new CopyOnWriteArrayList<>();

	/** The same database, outside of the transaction. */
	private static MongoDatabase outside;

	@BeforeEach
	void forget(TestDatabase database) {
		ran.clear();
		outside = database.database();
	}

	@EverySpringBoot
	@ParameterizedTest
	@CsvSource({ "throwing, application-runner", "throwing, before-beans", "throwingDeep, application-runner",
			"duplicate, application-runner", "duplicateInTemplate, application-runner" })
	void failureThatAParticipatingMethodHasThrownIsTold(String way, String trigger, TestDatabase database) {
		MigrationFailedException failure = fail(way, trigger, database);
		String cause = way.startsWith("throwing") ? "IllegalArgumentException: Rex has no owner" : "E11000";
		assertThat(failure).hasMessageContainingAll("the migration went on", cause,
				"RolledBackTransactionIntegrationTests.java:");
		Document record = database.collection("monarch_migrations").find().first();
		assertThat(record.getString("error")).contains(cause);
		assertThat(record.toJson()).contains("Caused by: ");
		assertThat(database.collection("dogs").countDocuments()).isEqualTo(way.startsWith("duplicate") ? 1 : 0);
		assertThat(ran).containsExactly(way);
	}

	@ParameterizedTest
	@CsvSource({ "throwingInTemplate", "marking" })
	void transactionThatIsMarkedForNoKnownReasonSaysWhatHasMarkedIt(String way, TestDatabase database) {
		assertThat(fail(way, "application-runner", database)).hasMessageContainingAll(
				"marked it for rollback (@Transactional, TransactionTemplate or setRollbackOnly())",
				"Let the migration propagate the exceptions of that code");
		assertThat(database.collection("dogs").countDocuments()).isZero();
		assertThat(ran).containsExactly(way);
	}

	@Test
	void failureOfATransactionOfTheMethodsOwnIsNoFailureOfTheMigration(TestDatabase database) {
		try (ConfigurableApplicationContext context = start("alone", "application-runner", database)) {
			assertThat(ran).containsExactly("alone");
			assertThat(database.collection("dogs").countDocuments()).isOne();
			TransactionInterceptor interceptor = context.getBean(TransactionInterceptor.class);
			assertThat(interceptor.getTransactionAttributeSource().getClass().getName())
				.startsWith("org.springframework.transaction");
		}
	}

	@Test
	void conflictThatAParticipatingMethodHasThrownIsTriedAgain(TestDatabase database) {
		database.collection("dogs").insertOne(new Document("_id", "Bello"));
		start("conflicting", "application-runner", database).close();
		assertThat(ran).containsExactly("conflicting", "conflicting");
		assertThat(database.collection("dogs").find(new Document("_id", "Bello")).first()).containsEntry("age", 2);
	}

	private static MigrationFailedException fail(String way, String trigger, TestDatabase database) {
		if (way.startsWith("duplicate")) {
			database.collection("dogs").insertOne(new Document("_id", "Rex"));
		}
		Throwable failure = catchThrowableOfType(RuntimeException.class, () -> start(way, trigger, database).close());
		while (failure != null && !(failure instanceof MigrationFailedException)) {
			failure = failure.getCause();
		}
		assertThat(failure).isNotNull();
		return (MigrationFailedException) failure;
	}

	private static ConfigurableApplicationContext start(String way, String trigger, TestDatabase database) {
		SpringApplication spring = new SpringApplication(Application.class, Service.class, Inner.class,
				Swallowing.class);
		spring.setWebApplicationType(WebApplicationType.NONE);
		spring.setRegisterShutdownHook(false);
		spring.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
		return spring.run("--spring.mongodb.uri=" + database.uri(), "--monarch.migration.trigger=" + trigger,
				"--way=" + way);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		MongoTransactionManager shopTransactions(MongoDatabaseFactory factory) {
			return new MongoTransactionManager(factory);
		}

		@Bean
		MongoTransactionManager otherTransactions(MongoDatabaseFactory factory) {
			return new MongoTransactionManager(factory);
		}

	}

	@Transactional("shopTransactions")
	static class Service {

		private final MongoTemplate mongo;

		private final Inner inner;

		Service(MongoTemplate mongo, Inner inner) {
			this.mongo = mongo;
			this.inner = inner;
		}

		public void throwing() {
			this.mongo.insert(new Document("_id", "Hasso"), "dogs");
			throw new IllegalArgumentException("Rex has no owner");
		}

		public void duplicate() {
			this.mongo.insert(new Document("_id", "Rex"), "dogs");
		}

		public void catching() {
			try {
				this.inner.throwing();
			}
			catch (IllegalArgumentException ex) {
				// it is not that important
			}
		}

		@Transactional(transactionManager = "shopTransactions", propagation = Propagation.REQUIRES_NEW)
		public void alone() {
			throw new IllegalArgumentException("Rex has no owner");
		}

		public void update() {
			this.mongo.getCollection("dogs")
				.updateOne(new Document("_id", "Bello"), new Document("$set", new Document("age", 2)));
		}

	}

	@Transactional("otherTransactions")
	static class Inner {

		public void throwing() {
			throw new IllegalArgumentException("Rex has no owner");
		}

	}

	@Migration(id = "1_swallowing", transactional = true)
	static class Swallowing implements MongoMigration {

		private final Service service;

		private final TransactionTemplate transactions;

		private final String way;

		Swallowing(Service service, PlatformTransactionManager shopTransactions, @Value("${way}") String way) {
			this.service = service;
			this.transactions = new TransactionTemplate(shopTransactions);
			this.way = way;
		}

		@Override
		public void migrate(MigrationContext context) {
			ran.add(this.way);
			if (!this.way.startsWith("duplicate")) {
				context.mongo().insert(new Document("_id", "before"), "dogs");
			}
			if (this.way.equals("conflicting") && ran.size() == 1) {
				outside.getCollection("dogs")
					.updateOne(new Document("_id", "Bello"), new Document("$set", new Document("age", 1)));
			}
			try {
				call(context);
			}
			catch (RuntimeException ex) {
				// it is not that important
			}
		}

		private void call(MigrationContext context) {
			switch (this.way) {
				case "throwing" -> this.service.throwing();
				case "throwingDeep" -> this.service.catching();
				case "duplicate" -> this.service.duplicate();
				case "alone" -> this.service.alone();
				case "conflicting" -> this.service.update();
				case "duplicateInTemplate" -> this.transactions
					.executeWithoutResult((status) -> context.mongo().insert(new Document("_id", "Rex"), "dogs"));
				case "throwingInTemplate" -> this.transactions.executeWithoutResult((status) -> {
					throw new IllegalArgumentException("Rex has no owner");
				});
				default -> this.transactions.executeWithoutResult((status) -> status.setRollbackOnly());
			}
		}

	}

}
