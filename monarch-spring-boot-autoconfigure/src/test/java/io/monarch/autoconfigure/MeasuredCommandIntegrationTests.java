package io.monarch.autoconfigure;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.monarch.testsupport.QuietOutput;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests that what commands do is measured, and sent to where measurements go when the
 * process ends.
 */
@RealMongo
@ExtendWith(QuietOutput.class)
class MeasuredCommandIntegrationTests {

	private static final List<String> published = new ArrayList<>();

	private final AtomicInteger exitCode = new AtomicInteger();

	private final PrintStream stdout = System.out;

	private final TestDatabase to = TestDatabase.create();

	@TempDir
	private Path folder;

	@BeforeEach
	void start() {
		published.clear();
		AdminMode.exit = this.exitCode::set;
	}

	@AfterEach
	void stop() {
		this.to.close();
		AdminMode.exit = System::exit;
		System.setOut(this.stdout);
	}

	@Test
	void copiesAndBackupsAreMeasuredAndPublishedWhenTheProcessEnds(TestDatabase from) {
		from.collection("dogs").insertMany(List.of(new Document("name", "Rex"), new Document("name", "Bella")));
		run(from, "copy-db", "a:b", "--yes");
		assertThat(published).contains("monarch.copy completed of b: 1", "monarch.transferred.documents copy of b: 2");
		run(from, "backup", "a");
		assertThat(published)
			.contains("monarch.backup completed of a: 1", "monarch.transferred.documents backup of a: 2")
			.anyMatch((meter) -> meter.startsWith("monarch.transferred backup of a: "));
	}

	@Test
	void copyIsMeasuredInAnApplicationWithoutMigrations(TestDatabase from) {
		from.collection("dogs").insertOne(new Document("name", "Rex"));
		run(from, "copy-db", "a:b", "--yes",
				"--spring.autoconfigure.exclude=" + MonarchMigrationAutoConfiguration.class.getName());
		assertThat(published).contains("monarch.copy completed of b: 1");
	}

	private void run(TestDatabase from, String... words) {
		List<String> arguments = new ArrayList<>(List.of("monarch"));
		arguments.addAll(List.of(words));
		arguments.addAll(List.of("--monarch.environments.a.uri=" + from.uri(),
				"--monarch.environments.b.uri=" + this.to.uri(), "--monarch.backups.local.directory=" + this.folder));
		published.clear();
		SpringApplication application = new SpringApplication(Application.class);
		application.setDefaultProperties(Map.of(RequestedAutoConfigurations.ACTUATOR, true));
		assertThat(catchThrowable(() -> application.run(arguments.toArray(String[]::new)))).isNotNull();
		System.setOut(this.stdout);
		assertThat(this.exitCode).hasValue(0);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		MeterRegistry registry() {
			return new PublishingRegistry();
		}

	}

	/**
	 * Publishes when it is closed, as those that push do.
	 */
	static final class PublishingRegistry extends SimpleMeterRegistry {

		PublishingRegistry() {
			super(SimpleConfig.DEFAULT, Clock.SYSTEM);
		}

		@Override
		public void close() {
			if (isClosed()) {
				return;
			}
			for (String name : List.of("monarch.copy", "monarch.backup")) {
				find(name).timers()
					.forEach((timer) -> published.add(name + " " + timer.getId().getTag("outcome") + " of "
							+ timer.getId().getTag("environment") + ": " + timer.count()));
			}
			for (String name : List.of("monarch.transferred.documents", "monarch.transferred")) {
				find(name).counters()
					.forEach((counter) -> published.add(name + " " + counter.getId().getTag("operation") + " of "
							+ counter.getId().getTag("environment") + ": " + (long) counter.count()));
			}
			super.close();
		}

	}

}
