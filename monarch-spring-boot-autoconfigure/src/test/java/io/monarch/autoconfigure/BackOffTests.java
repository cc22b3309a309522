package io.monarch.autoconfigure;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import com.mongodb.ConnectionString;
import io.monarch.backup.BackupCreator;
import io.monarch.backup.BackupRestorer;
import io.monarch.backup.Backups;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.BackupStorage;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.environment.Environments;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.queryset.MaskKey;
import io.monarch.queryset.QuerySets;
import io.monarch.testsupport.EverySpringBoot;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.EnvironmentCopier;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that beans of the application take the place of ours.
 */
@EverySpringBoot
class BackOffTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				MonarchAutoConfiguration.class, MonarchMigrationAutoConfiguration.class,
				MonarchTransferAutoConfiguration.class, MonarchBackupStorageAutoConfiguration.class,
				MonarchBackupAutoConfiguration.class))
		.withPropertyValues("spring.mongodb.uri=mongodb://localhost:1/shop");

	@Test
	void everyBeanIsThereOnce() {
		this.runner.run((context) -> List
			.of(Environments.class, MigrationRunner.class, DatabaseReplacement.class, EnvironmentCopier.class,
					QuerySets.class, BackupStorage.class, Backups.class, BackupCreator.class, BackupRestorer.class)
			.forEach((type) -> assertThat(context).hasSingleBean(type)));
	}

	@Test
	void beansOfTheApplicationTakeThePlaceOfOurs() {
		this.runner.withUserConfiguration(Own.class).run((context) -> {
			assertThat(context).hasNotFailed();
			List.of(DatabaseReplacement.class, EnvironmentCopier.class, QuerySets.class, BackupStorage.class,
					Backups.class, BackupCreator.class, BackupRestorer.class)
				.forEach(
						(type) -> assertThat(context).getBeanNames(type).containsExactly("own" + type.getSimpleName()));
		});
	}

	@Test
	void environmentsOfTheApplicationTakeThePlaceOfOurs() {
		this.runner.withBean("ownEnvironments", Environments.class, () -> Environments.of(List.of(), "none"))
			.run((context) -> assertThat(context).getBeanNames(Environments.class).containsExactly("ownEnvironments"));
	}

	@Test
	void listenersOfTheApplicationAreNoObstacle() {
		this.runner.withBean("one", MigrationListener.class, () -> new MigrationListener() {
		}).withBean("two", MigrationListener.class, () -> new MigrationListener() {
		}).run((context) -> assertThat(context).hasSingleBean(MigrationRunner.class));
	}

	/**
	 * As {@code @ServiceConnection} and Docker Compose give it.
	 */
	@Test
	void connectionDetailsAreTheApplicationsOwnEnvironment() {
		this.runner
			.withBean(MongoConnectionDetails.class,
					() -> () -> new ConnectionString("mongodb://container:27099/of-the-container"))
			.run((context) -> assertThat(context.getBean(Environments.class).application())
				.hasValueSatisfying((environment) -> {
					assertThat(environment.hosts()).containsExactly("container:27099");
					assertThat(environment.database()).isEqualTo("of-the-container");
				}));
	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		private final BackupStorage storage = new FolderStorage(Path.of("target", "none"));

		@Bean
		DatabaseReplacement ownDatabaseReplacement(EnvironmentLocks locks) {
			return new DatabaseReplacement(locks);
		}

		@Bean
		EnvironmentCopier ownEnvironmentCopier(DatabaseReplacement replacement) {
			return new EnvironmentCopier(replacement);
		}

		@Bean
		QuerySets ownQuerySets(ListableBeanFactory beanFactory) {
			return new QuerySets(beanFactory, MaskKey.of("the key of these tests"));
		}

		@Bean
		BackupStorage ownBackupStorage() {
			return this.storage;
		}

		@Bean
		Backups ownBackups() {
			return new Backups(this.storage, Clock.systemUTC());
		}

		@Bean
		BackupCreator ownBackupCreator() {
			return new BackupCreator(this.storage, Compression.ZSTD, Clock.systemUTC());
		}

		@Bean
		BackupRestorer ownBackupRestorer(Backups backups, DatabaseReplacement replacement) {
			return new BackupRestorer(backups, replacement);
		}

	}

}
