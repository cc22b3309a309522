package io.monarch.migration;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.util.ReflectionUtils;

/**
 * Registers the hints with which a native image can determine from the class of a
 * migration whether it has a rollback.
 */
final class MigrationHints implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		Class<?> type = bean.getBeanClass();
		if (!MongoMigration.class.isAssignableFrom(type)) {
			return null;
		}
		return (generation, code) -> ReflectionUtils.doWithMethods(type,
				(method) -> generation.getRuntimeHints().reflection().registerMethod(method, ExecutableMode.INVOKE),
				MigrationBeans::isRollback);
	}

}
