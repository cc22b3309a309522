package io.monarch.autoconfigure;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import io.monarch.autoconfigure.BackupsProperties.S3;
import io.monarch.backup.storage.BackupStorage;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.backup.storage.S3Storage;
import io.monarch.environment.Environments;
import io.monarch.environment.FailureText;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the store of backups: a folder,
 * or S3. No AWS class is loaded if no bucket is configured.
 */
@AutoConfiguration(after = MonarchAutoConfiguration.class,
		afterName = "io.awspring.cloud.autoconfigure.s3.S3AutoConfiguration")
@ConditionalOnBean(Environments.class)
public final class MonarchBackupStorageAutoConfiguration {

	private static final String AHEAD_OF_TIME = "The store of backups is chosen then: set it in the build as well.";

	private static final String CLIENT = "software.amazon.awssdk.services.s3.S3Client";

	private static InvalidConfigurationException invalid(String message, String action) {
		return new InvalidConfigurationException(message, action);
	}

	/**
	 * Backups in a bucket.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnBucket.class)
	@ConditionalOnClass(name = CLIENT)
	static class S3Configuration {

		@Bean
		@Lazy
		@ConditionalOnMissingBean(BackupStorage.class)
		S3Storage monarchBackupStorage(MonarchProperties properties, ObjectProvider<S3Client> clients) {
			S3 s3 = properties.getBackups().getS3();
			String bucket = s3.getBucket();
			if (bucket == null) {
				throw invalid("monarch.backups.s3.bucket was set when the application was processed ahead of time, "
						+ "and is not set now.", AHEAD_OF_TIME);
			}
			if (properties.getBackups().getLocal().getDirectory() != null) {
				throw invalid("Both monarch.backups.local.directory and monarch.backups.s3.bucket are set.",
						"Remove one of them.");
			}
			boolean own = s3.getRegion() != null || s3.getEndpoint() != null || s3.getAccessKey() != null;
			S3Client shared = own ? null : clients.getIfUnique();
			return new S3Storage((shared != null) ? shared : client(s3), bucket, s3.getPrefix(), shared == null);
		}

		private static S3Client client(S3 s3) {
			S3ClientBuilder builder = S3Client.builder()
				.forcePathStyle(s3.isPathStyle())
				// Compatible stores do not know the newer ones.
				.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
				.responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
			if (s3.getEndpoint() != null) {
				builder.endpointOverride(s3.getEndpoint());
			}
			if (s3.getRegion() != null || s3.getEndpoint() != null) {
				builder.region((s3.getRegion() != null) ? Region.of(s3.getRegion()) : Region.US_EAST_1);
			}
			credentials(s3, builder);
			try {
				return builder.build();
			}
			catch (RuntimeException ex) {
				throw new MonarchException(Kind.BAD_INPUT, "No client for bucket " + "'" + s3.getBucket()
						+ "' can be created: " + FailureText.firstLine(ex.getMessage()),
						"Set monarch.backups.s3.region.", ex);
			}
		}

		private static void credentials(S3 s3, S3ClientBuilder builder) {
			@Nullable String access = s3.getAccessKey();
			@Nullable String secret = s3.getSecretKey();
			if ((access != null) != (secret != null)) {
				throw invalid("One of monarch.backups.s3.access-key and monarch.backups.s3.secret-key is missing.",
						"Set both, or none to ask the default chain of the AWS SDK.");
			}
			if (access != null && secret != null) {
				builder
					.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(access, secret)));
			}
		}

	}

	/**
	 * A bucket without the library to access it.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnBucket.class)
	@ConditionalOnMissingClass(CLIENT)
	static class MissingLibraryConfiguration {

		@Bean
		@Lazy
		@ConditionalOnMissingBean(BackupStorage.class)
		BackupStorage monarchBackupStorage(MonarchProperties properties) {
			throw invalid("monarch.backups.s3.bucket is set, but the library for S3 is missing.",
					"Add the dependency io.awspring.cloud:spring-cloud-aws-s3.");
		}

	}

	/**
	 * Backups in a folder.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnNoBucket.class)
	static class FolderConfiguration {

		@Bean
		@Lazy
		@ConditionalOnMissingBean(BackupStorage.class)
		FolderStorage monarchBackupStorage(MonarchProperties properties) {
			String bucket = properties.getBackups().getS3().getBucket();
			if (bucket != null) {
				throw invalid(
						"monarch.backups.s3.bucket is '" + bucket
								+ "', but was not set when the application was processed ahead of time.",
						AHEAD_OF_TIME);
			}
			String directory = properties.getBackups().getLocal().getDirectory();
			try {
				return new FolderStorage(Path.of((directory != null) ? directory : "backups"));
			}
			catch (InvalidPathException ex) {
				throw invalid(
						"monarch.backups.local.directory is '" + directory + "', which the locale of this process ("
								+ System.getProperty("sun.jnu.encoding") + ") cannot represent as a path.",
						"Set the environment variable LC_ALL=C.UTF-8, or use a path of ASCII characters.");
			}
		}

	}

	/**
	 * Matches any name of a bucket, including {@code false}, unless it is blank.
	 */
	static final class OnBucket implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return StringUtils.hasText(context.getEnvironment().getProperty("monarch.backups.s3.bucket"));
		}

	}

	/**
	 * Matches if there is no name of a bucket.
	 */
	static final class OnNoBucket extends NoneNestedConditions {

		OnNoBucket() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@Conditional(OnBucket.class)
		static final class Bucket {

		}

	}

}
