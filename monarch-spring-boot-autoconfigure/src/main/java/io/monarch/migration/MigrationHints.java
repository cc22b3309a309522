package io.monarch.migration;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.util.ReflectionUtils;

/**
 * Lets a native image know whether a migration can be rolled back, which is asked of its
 * class and not of an instance.
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
