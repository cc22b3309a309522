package io.monarch.autoconfigure;

import java.util.ArrayList;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.JavaProcess;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tells a process to stop that migrates before its web server listens.
 */
@RealMongo
@LongTest
class MigrationLifecycleIntegrationTests {

	@Test
	void runningMigrationEndsAndNoOtherBeginsWhenTheProcessIsToldToStop(TestDatabase database) {
		try (JavaProcess process = JavaProcess.start(MigrationLifecycleIntegrationTests.class,
				"--spring.mongodb.uri=" + database.uri(), "--monarch.migration.trigger=before-web-server",
				"--logging.level.root=OFF", "--spring.main.banner-mode=off")) {
			process.await("RUNNING");
			assertThat(ProcessHandle.of(process.pid()).orElseThrow().destroy()).isTrue();
			assertThat(process.end()).containsExactly("ENDED");
		}
		assertThat(database.collection("monarch_migrations").find().into(new ArrayList<>())).singleElement()
			.satisfies((record) -> assertThat(record).containsEntry("_id", "1_slow")
				.containsEntry("state", MigrationState.COMPLETED.name()));
		assertThat(database.collection("monarch_lock").find().first()).containsEntry("owner", "");
	}

	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(Application.class, Slow.class, Later.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.addInitializers((context) -> Slow.application = context);
		application.run(arguments);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Migration("1_slow")
	static class Slow implements MongoMigration {

		private static ApplicationContext application;

		/**
		 * However long it takes until the process is told to stop, and until the run of
		 * the migrations has heard of it.
		 */
		@Override
		public void migrate(MigrationContext context) throws Exception {
			MigrationRunner runner = application.getBean(MigrationRunner.class);
			System.out.println("RUNNING");
			while (!runner.isShutDown()) {
				Thread.sleep(20);
			}
			System.out.println("ENDED");
		}

	}

	@Migration("2_later")
	static class Later implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			System.out.println("BEGUN");
		}

	}

}
