package io.monarch.autoconfigure;

import java.nio.file.Path;

import io.monarch.backup.BackupCreator;
import io.monarch.backup.BackupRestorer;
import io.monarch.backup.Backups;
import io.monarch.backup.storage.BackupStorage;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.backup.storage.S3Storage;
import io.monarch.environment.MonarchException;
import io.monarch.testsupport.EverySpringBoot;
import io.monarch.transfer.DatabaseReplacement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link MonarchBackupStorageAutoConfiguration}.
 */
@EverySpringBoot
class MonarchBackupStorageAutoConfigurationTests {

	private static final String BUCKET = "monarch.backups.s3.bucket=backups";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MonarchAutoConfiguration.class, MonarchTransferAutoConfiguration.class,
				MonarchBackupStorageAutoConfiguration.class, MonarchBackupAutoConfiguration.class));

	@Test
	void folderIsUsedWhereNothingIsConfigured() {
		this.runner.run((context) -> assertThat(context.getBean(BackupStorage.class)).isInstanceOf(FolderStorage.class)
			.extracting(BackupStorage::description)
			.asString()
			.endsWith("backups"));
	}

	@Test
	void folderIsTheOneThatIsConfigured() {
		this.runner.withPropertyValues("monarch.backups.local.directory=/somewhere/else")
			.run((context) -> assertThat(context.getBean(BackupStorage.class).description())
				.isEqualTo("folder /somewhere/else"));
	}

	@Test
	void bucketIsUsedWhereOneIsConfigured() {
		this.runner
			.withPropertyValues(BUCKET, "monarch.backups.s3.region=eu-central-1", "monarch.backups.s3.prefix=shop",
					"monarch.backups.s3.access-key=a", "monarch.backups.s3.secret-key=planted")
			.run((context) -> assertThat(context.getBean(BackupStorage.class)).isInstanceOf(S3Storage.class)
				.extracting(BackupStorage::description)
				.isEqualTo("s3://backups/shop/"));
	}

	@Test
	void clientOfTheApplicationIsUsedWhereNothingElseIsConfigured() {
		this.runner.withPropertyValues(BUCKET)
			.withUserConfiguration(OwnClient.class)
			.run((context) -> assertThat(context.getBean(BackupStorage.class)).isInstanceOf(S3Storage.class)
				.extracting("bucket.client")
				.isSameAs(context.getBean(S3Client.class)));
	}

	@Test
	void clientOfTheApplicationIsLeftAloneWhereARegionIsConfigured() {
		this.runner.withPropertyValues(BUCKET, "monarch.backups.s3.region=eu-west-1")
			.withUserConfiguration(OwnClient.class)
			.run((context) -> assertThat(context.getBean(BackupStorage.class)).extracting("bucket.client")
				.isNotSameAs(context.getBean(S3Client.class)));
	}

	@Test
	void whatIsBlankIsNotConfigured() {
		this.runner
			.withPropertyValues("monarch.backups.s3.bucket=", "monarch.backups.local.directory= ",
					"monarch.backups.s3.access-key=")
			.run((context) -> assertThat(context.getBean(BackupStorage.class)).isInstanceOf(FolderStorage.class)
				.extracting(BackupStorage::description)
				.asString()
				.endsWith("backups"));
		this.runner
			.withPropertyValues(BUCKET, "monarch.backups.local.directory=", "monarch.backups.s3.access-key=",
					"monarch.backups.s3.secret-key=", "monarch.backups.s3.region=eu-west-1")
			.run((context) -> assertThat(context.getBean(BackupStorage.class)).isInstanceOf(S3Storage.class));
	}

	@Test
	void bucketCanHaveAnyName() {
		this.runner
			.withPropertyValues("monarch.backups.s3.bucket=false", "monarch.backups.s3.region=eu-west-1",
					"monarch.backups.s3.access-key=a", "monarch.backups.s3.secret-key=planted")
			.run((context) -> assertThat(context.getBean(BackupStorage.class).description()).startsWith("s3://false"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.apache.commons.compress", "com.github.luben.zstd" })
	void backupsBackOffWithoutTheirLibraries(String library) {
		this.runner.withConfiguration(AutoConfigurations.of(MonarchShellAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(library))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DatabaseReplacement.class)
				.doesNotHaveBean(Backups.class)
				.doesNotHaveBean(BackupCreator.class)
				.doesNotHaveBean(BackupRestorer.class));
	}

	@Test
	void bothAFolderAndABucketAreRefused() {
		this.runner.withPropertyValues(BUCKET, "monarch.backups.local.directory=/somewhere")
			.run((context) -> assertThat(failure(context)).hasMessageContaining("monarch.backups.local.directory")
				.hasMessageContaining("monarch.backups.s3.bucket"));
	}

	@Test
	void halfOfTheCredentialsIsRefused() {
		this.runner.withPropertyValues(BUCKET, "monarch.backups.s3.access-key=a")
			.run((context) -> assertThat(failure(context)).hasMessageContaining("monarch.backups.s3.secret-key"));
	}

	@Test
	void bucketWithoutTheLibraryIsRefusedWithItsCoordinates() {
		this.runner.withPropertyValues(BUCKET)
			.withClassLoader(new FilteredClassLoader("software.amazon.awssdk"))
			.run((context) -> assertThat(failure(context).action()).contains("io.awspring.cloud:spring-cloud-aws-s3"));
	}

	@Test
	void nothingOfAwsIsNeededWithoutABucket() {
		this.runner.withClassLoader(new FilteredClassLoader("software.amazon.awssdk"))
			.run((context) -> assertThat(context.getBean(BackupStorage.class)).isInstanceOf(FolderStorage.class));
	}

	@Test
	void storageOfTheApplicationReplacesOurs() {
		this.runner.withUserConfiguration(OwnStorage.class)
			.run((context) -> assertThat(context.getBean(BackupStorage.class).description())
				.isEqualTo("folder /my/own"));
	}

	private static MonarchException failure(ApplicationContext context) {
		Throwable failure = catchThrowable(() -> context.getBean(BackupStorage.class));
		while (failure != null && !(failure instanceof MonarchException)) {
			failure = failure.getCause();
		}
		assertThat(failure).isNotNull();
		MonarchException monarch = (MonarchException) failure;
		assertThat(monarch.kind()).isEqualTo(MonarchException.Kind.BAD_INPUT);
		return monarch;
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClient {

		@Bean
		S3Client client() {
			return S3Client.builder().region(Region.EU_CENTRAL_1).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnStorage {

		@Bean
		BackupStorage storage() {
			return new FolderStorage(Path.of("/my/own"));
		}

	}

}
