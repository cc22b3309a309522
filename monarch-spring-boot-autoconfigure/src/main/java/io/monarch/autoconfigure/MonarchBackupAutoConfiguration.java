package io.monarch.autoconfigure;

import java.time.Clock;

import com.github.luben.zstd.Zstd;
import io.monarch.backup.BackupCreator;
import io.monarch.backup.BackupProver;
import io.monarch.backup.BackupRestorer;
import io.monarch.backup.Backups;
import io.monarch.backup.storage.BackupStorage;
import io.monarch.environment.Environments;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.TransferObserver;
import org.apache.commons.compress.archivers.zip.ZipFile;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for backups. Beans are created when
 * they are first used.
 */
@AutoConfiguration(after = { MonarchTransferAutoConfiguration.class, MonarchBackupStorageAutoConfiguration.class })
@ConditionalOnBean(Environments.class)
@ConditionalOnClass({ ZipFile.class, Zstd.class })
@Lazy
public final class MonarchBackupAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Backups monarchBackups(BackupStorage storage) {
		return new Backups(storage, Clock.systemUTC());
	}

	@Bean
	@ConditionalOnMissingBean
	BackupCreator monarchBackupCreator(BackupStorage storage, MonarchProperties properties,
			ObjectProvider<TransferObserver> observer, BeanFactory beans, Environment environment) {
		return new BackupCreator(storage, properties.getBackups().getCompression(), Clock.systemUTC(),
				observer.getIfAvailable(() -> TransferObserver.NONE), application(beans, environment));
	}

	/**
	 * Return the identity of this application among others with backups in the same
	 * store: its name or, if it has none, its package.
	 */
	private static String application(BeanFactory beans, Environment environment) {
		String name = environment.getProperty("spring.application.name", "");
		return (name.isEmpty() && AutoConfigurationPackages.has(beans)) ? AutoConfigurationPackages.get(beans).get(0)
				: name;
	}

	@Bean
	@ConditionalOnMissingBean
	BackupRestorer monarchBackupRestorer(Backups backups, DatabaseReplacement replacement,
			ObjectProvider<TransferObserver> observer) {
		return new BackupRestorer(backups, replacement, observer.getIfAvailable(() -> TransferObserver.NONE));
	}

	@Bean
	@ConditionalOnMissingBean
	BackupProver monarchBackupProver(Backups backups, DatabaseReplacement replacement, EnvironmentLocks locks) {
		return new BackupProver(backups, replacement, locks, Clock.systemUTC());
	}

}
