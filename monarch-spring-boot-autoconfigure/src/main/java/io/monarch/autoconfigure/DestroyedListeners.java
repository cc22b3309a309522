package io.monarch.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * Prevents events from creating listeners again after the beans of a context have been
 * destroyed. If a start fails early, Spring Boot publishes the exit code before storing
 * it, so a listener that can no longer be created would lose it.
 */
final class DestroyedListeners implements BeanFactoryPostProcessor, DisposableBean {

	private @Nullable ConfigurableListableBeanFactory beanFactory;

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void destroy() {
		if (this.beanFactory != null && this.beanFactory.getSingleton(
				AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME) instanceof ApplicationEventMulticaster multicaster) {
			multicaster.removeApplicationListenerBeans((name) -> true);
		}
	}

}
