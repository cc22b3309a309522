package io.monarch.autoconfigure;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * Keeps the beans of an application at rest while it is started for a command: none is
 * created, started or notified that the context is ready, since each of these can use the
 * application's database, and a command may be for a different one. A bean that a command
 * needs is created as usual.
 */
final class ApplicationAtRest implements BeanFactoryPostProcessor, BeanPostProcessor, LifecycleProcessor {

	private static final String MULTICASTER = AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME;

	private static final String LIFECYCLE = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME;

	private static final boolean MONGO = ClassUtils.isPresent(
			"org.springframework.data.mongodb.core.mapping.MongoMappingContext",
			ApplicationAtRest.class.getClassLoader());

	private ConfigurableListableBeanFactory beanFactory;

	private volatile boolean refreshed;

	private ApplicationAtRest(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Let a context that is about to be refreshed keep its beans at rest.
	 */
	static void install(ConfigurableApplicationContext context) {
		context.addBeanFactoryPostProcessor(new ApplicationAtRest(context.getBeanFactory()));
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		BeanDefinitionRegistry registry = (BeanDefinitionRegistry) beanFactory;
		if (!registry.containsBeanDefinition(MULTICASTER)) {
			registry.registerBeanDefinition(MULTICASTER, new RootBeanDefinition(SimpleApplicationEventMulticaster.class,
					() -> new SimpleApplicationEventMulticaster(beanFactory)));
		}
		if (registry.containsBeanDefinition(LIFECYCLE)) {
			registry.removeBeanDefinition(LIFECYCLE);
		}
		registry.registerBeanDefinition(LIFECYCLE, new RootBeanDefinition(LifecycleProcessor.class, () -> this));
		for (String name : beanFactory.getBeanDefinitionNames()) {
			if (!isInitializedBySpring(name)) {
				// Regardless of its definition, since repositories are defined as not
				// lazy.
				BeanDefinition definition = definition(name);
				definition.setLazyInit(true);
				if (definition instanceof AbstractBeanDefinition bean) {
					bean.setBackgroundInit(false); // which comes before being lazy
				}
			}
		}
		beanFactory.addBeanPostProcessor(this);
		if (MONGO) {
			beanFactory.addBeanPostProcessor(new NoAutomaticIndexes());
		}
	}

	private BeanDefinition definition(String name) {
		return this.beanFactory.getBeanDefinition(name);
	}

	/**
	 * Tell whether Spring initializes a bean only if it exists when the context starts.
	 */
	private boolean isInitializedBySpring(String name) {
		Class<?> type = this.beanFactory.getType(name, false);
		String defining = DefiningClass.of(definition(name));
		return type != null && SmartInitializingSingleton.class.isAssignableFrom(type) && defining != null
				&& FrameworkEvents.isFramework(defining);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (beanName.equals(MULTICASTER) && bean instanceof ApplicationEventMulticaster multicaster) {
			return new FrameworkEvents(multicaster, this.beanFactory);
		}
		if (this.refreshed && bean instanceof SmartInitializingSingleton singleton
				&& this.beanFactory.containsBeanDefinition(beanName) && definition(beanName).isLazyInit()) {
			// Spring calls it only on beans that exist when the context starts.
			singleton.afterSingletonsInstantiated();
		}
		return bean;
	}

	@Override
	public void onRefresh() {
		this.refreshed = true;
	}

	@Override
	public void onClose() {
	}

	@Override
	public void start() {
	}

	@Override
	public void stop() {
	}

	@Override
	public boolean isRunning() {
		return this.refreshed;
	}

}
