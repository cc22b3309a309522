package io.monarch.autoconfigure;

import java.util.ArrayList;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
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
		application.run(arguments);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Migration("1_slow")
	static class Slow implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) throws Exception {
			System.out.println("RUNNING");
			awaitShutdown();
			System.out.println("ENDED");
		}

		/**
		 * However long it takes until the process is told to stop; and then for a moment,
		 * since those who are told of that are not told at once.
		 */
		private static void awaitShutdown() throws InterruptedException {
			Thread hook = new Thread();
			try {
				while (true) {
					Runtime.getRuntime().addShutdownHook(hook);
					var unused = Runtime.getRuntime().removeShutdownHook(hook);
					Thread.sleep(20);
				}
			}
			catch (IllegalStateException ex) {
				Thread.sleep(1000);
			}
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
