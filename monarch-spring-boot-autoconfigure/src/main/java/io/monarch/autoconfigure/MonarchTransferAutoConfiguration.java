package io.monarch.autoconfigure;

import io.monarch.environment.Environments;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.queryset.MaskKey;
import io.monarch.queryset.QuerySets;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.EnvironmentCopier;
import io.monarch.transfer.ReplacementRecovery;
import io.monarch.transfer.TransferObserver;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for copying databases, whole or by
 * query set.
 */
@AutoConfiguration(after = MonarchAutoConfiguration.class)
@ConditionalOnBean(Environments.class)
@Lazy
public final class MonarchTransferAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DatabaseReplacement monarchDatabaseReplacement(EnvironmentLocks locks) {
		return new DatabaseReplacement(locks);
	}

	@Bean
	@ConditionalOnMissingBean
	ReplacementRecovery monarchReplacementRecovery(EnvironmentLocks locks) {
		return new ReplacementRecovery(locks);
	}

	@Bean
	@ConditionalOnMissingBean
	EnvironmentCopier monarchEnvironmentCopier(DatabaseReplacement replacement,
			ObjectProvider<TransferObserver> observer) {
		return new EnvironmentCopier(replacement, observer.getIfAvailable(() -> TransferObserver.NONE));
	}

	@Bean
	@ConditionalOnMissingBean
	QuerySets monarchQuerySets(ListableBeanFactory beanFactory, MonarchProperties properties) {
		return new QuerySets(beanFactory, MaskKey.of(properties.getMasks().getKey()));
	}

}
