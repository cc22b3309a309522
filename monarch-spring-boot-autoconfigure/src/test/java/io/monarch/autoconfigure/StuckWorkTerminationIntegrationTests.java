package io.monarch.autoconfigure;

import java.time.Duration;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.internal.MongoClientImpl;
import io.monarch.environment.Environments;
import io.monarch.environment.StuckWork;
import io.monarch.environment.UnresponsiveServerDetector;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.migration.MigrationSettings;
import io.monarch.migration.Migrations;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.transfer.DatabaseReplacement;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link StuckWorkTermination} is given to: the locks and the clients.
 */
@RealMongo
class StuckWorkTerminationIntegrationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, MonarchAutoConfiguration.class,
				MonarchMigrationAutoConfiguration.class, MonarchTransferAutoConfiguration.class));

	@Test
	void locksAreWatched(TestDatabase database) {
		this.runner.withPropertyValues("monarch.environments.test.uri=" + database.uri()).run((context) -> {
			MigrationSettings migrations = field(context.getBean(Migrations.class), "settings");
			EnvironmentLocks locks = context.getBean(EnvironmentLocks.class);
			StuckWork stuckWork = field(locks, "stuckWork");
			assertThat(migrations.locks()).isSameAs(locks);
			assertThat(this.<EnvironmentLocks>field(context.getBean(DatabaseReplacement.class), "locks"))
				.isSameAs(locks);
			assertThat(stuckWork.after()).isEqualTo(Duration.ofSeconds(30));
		});
	}

	@Test
	void serversAreWatchedForCommandsAlone(TestDatabase database) {
		ApplicationContextRunner both = this.runner.withPropertyValues("spring.mongodb.uri=" + database.uri(),
				"monarch.environments.test.uri=" + database.uri());
		both.run((context) -> {
			requireWatched(context.getBean(MongoClient.class), false);
			requireWatched(client(context), false);
		});
		both.withPropertyValues("io.monarch.admin-mode=true").run((context) -> {
			requireWatched(context.getBean(MongoClient.class), true);
			requireWatched(client(context), true);
		});
	}

	private static MongoClient client(BeanFactory context) {
		return context.getBean(Environments.class).get("test").client();
	}

	private static void requireWatched(MongoClient client, boolean watched) {
		MongoClientSettings settings = ((MongoClientImpl) client).getSettings();
		assertThat(settings.getServerSettings()
			.getServerMonitorListeners()
			.stream()
			.anyMatch(UnresponsiveServerDetector.class::isInstance)).isEqualTo(watched);
		assertThat(settings.getServerSettings()
			.getServerListeners()
			.stream()
			.anyMatch(UnresponsiveServerDetector.class::isInstance)).isEqualTo(watched);
		assertThat(settings.getConnectionPoolSettings()
			.getConnectionPoolListeners()
			.stream()
			.anyMatch(UnresponsiveServerDetector.class::isInstance)).isEqualTo(watched);
	}

	@SuppressWarnings("unchecked")
	private static <T> T field(Object bean, String name) {
		return (T) ReflectionTestUtils.getField(bean, name);
	}

}
