package io.monarch.autoconfigure;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.SimpleThreadScope;

/**
 * Makes every bean of the application wait for the migrations, except those that a
 * migration itself needs. Beans that are created before all post-processors exist do not
 * wait, since no bean is complete at that time.
 */
final class MigrationsFirst implements BeanFactoryPostProcessor {

	private static final String BARRIER = "monarchMigrationsFirst";

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		// A scope, since its bean is requested again during its creation.
		beanFactory.registerScope(BARRIER, new SimpleThreadScope() {

			@Override
			public Object get(String name, ObjectFactory<?> factory) {
				migrate(beanFactory);
				return new Barrier();
			}

		});
		BeanDefinitionRegistry registry = (BeanDefinitionRegistry) beanFactory;
		if (registry.containsBeanDefinition(BARRIER)) {
			return; // written ahead of time
		}
		for (String name : beanFactory.getBeanDefinitionNames()) {
			BeanDefinition definition = beanFactory.getBeanDefinition(name);
			String type = DefiningClass.of(definition);
			if (definition.getRole() == BeanDefinition.ROLE_APPLICATION && type != null
					&& !FrameworkEvents.isFramework(type) && !name.equals(MigrationsBeforeBeans.NAME)) {
				letWait(definition);
			}
		}
		RootBeanDefinition barrier = new RootBeanDefinition(Barrier.class);
		barrier.setScope(BARRIER);
		barrier.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
		barrier.setAutowireCandidate(false);
		registry.registerBeanDefinition(BARRIER, barrier);
	}

	private static void letWait(BeanDefinition definition) {
		Set<String> dependsOn = new LinkedHashSet<>(List.of(BARRIER));
		if (definition.getDependsOn() != null) {
			dependsOn.addAll(Arrays.asList(definition.getDependsOn()));
		}
		definition.setDependsOn(dependsOn.toArray(String[]::new));
		if (definition instanceof AbstractBeanDefinition bean) {
			// A thread in the background must not wait for a bean of the main one.
			bean.setBackgroundInit(false);
		}
	}

	private static void migrate(ConfigurableListableBeanFactory beanFactory) {
		boolean processed = beanFactory
			.containsSingleton(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME);
		if (processed && !beanFactory.isCurrentlyInCreation(MigrationsBeforeBeans.NAME)) {
			beanFactory.getBean(MigrationsBeforeBeans.NAME);
		}
	}

	/**
	 * The bean that other beans wait for. It is not a post-processor, since ahead-of-time
	 * code would request it before the scope exists.
	 */
	static final class Barrier {

	}

}
