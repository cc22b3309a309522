package io.monarch.autoconfigure;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The runners of a context, which are removed while Spring Boot would call them.
 */
final class WithheldRunners {

	private final BeanDefinitionRegistry registry;

	private final Map<String, BeanDefinition> definitions;

	private WithheldRunners(BeanDefinitionRegistry registry, Map<String, BeanDefinition> definitions) {
		this.registry = registry;
		this.definitions = definitions;
	}

	/**
	 * Remove the runners of a context.
	 */
	static WithheldRunners of(ConfigurableApplicationContext context) {
		BeanDefinitionRegistry registry = (BeanDefinitionRegistry) context.getBeanFactory();
		Set<String> names = new LinkedHashSet<>(List.of(context.getBeanNamesForType(ApplicationRunner.class)));
		names.addAll(List.of(context.getBeanNamesForType(CommandLineRunner.class)));
		Map<String, BeanDefinition> definitions = new LinkedHashMap<>();
		for (String name : names) {
			if (registry.containsBeanDefinition(name)) {
				definitions.put(name, registry.getBeanDefinition(name));
				registry.removeBeanDefinition(name);
			}
		}
		return new WithheldRunners(registry, definitions);
	}

	/**
	 * Restore the runners, since other beans may need them.
	 */
	void giveBack() {
		this.definitions.forEach(this.registry::registerBeanDefinition);
	}

}
