package io.monarch.autoconfigure;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;

/**
 * Prevents templates from creating indexes in a process that runs a command. The next
 * start of the application creates them.
 */
final class NoAutomaticIndexes implements BeanPostProcessor {

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof MongoMappingContext context) {
			context.setAutoIndexCreation(false);
		}
		return bean;
	}

}
