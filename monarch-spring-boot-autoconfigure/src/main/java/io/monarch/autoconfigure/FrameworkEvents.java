package io.monarch.autoconfigure;

import java.util.Set;
import java.util.function.Predicate;

import io.monarch.migration.MigrationRunner;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.ApplicationListenerMethodAdapter;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.ResolvableType;

/**
 * Does not notify an application's listeners of the start and end of the context, since
 * these belong to a command and not to the application. They get all other events, such
 * as those of migrations.
 */
final class FrameworkEvents implements ApplicationEventMulticaster {

	/** Starts scheduled tasks when the context is ready. */
	private static final String SCHEDULER = "org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor";

	private static final Set<String> OURS = Set.of(AdminMode.class.getName(), MigrationRunner.class.getName());

	private final ApplicationEventMulticaster all;

	/** Notifies the framework, on the publishing thread. */
	private final SimpleApplicationEventMulticaster framework;

	private final ConfigurableListableBeanFactory beanFactory;

	FrameworkEvents(ApplicationEventMulticaster all, ConfigurableListableBeanFactory beanFactory) {
		this.all = all;
		this.framework = new SimpleApplicationEventMulticaster(beanFactory);
		this.beanFactory = beanFactory;
	}

	/**
	 * Tell whether a class belongs to the framework and not to an application.
	 */
	static boolean isFramework(String type) {
		return (type.startsWith("org.springframework.") || type.startsWith("io.micrometer."))
				&& !type.startsWith("org.springframework.samples.");
	}

	private static boolean isTold(String type) {
		return OURS.contains(type) || (isFramework(type) && !type.equals(SCHEDULER));
	}

	private static boolean isTold(ApplicationListener<?> listener) {
		// The listener of a method is Spring's, but the method may not be.
		return isTold((listener instanceof ApplicationListenerMethodAdapter method) ? method.getListenerId()
				: listener.getClass().getName());
	}

	private boolean isTold(String name, @Nullable Class<?> type) {
		if (type == null || OURS.contains(type.getName())) {
			return type != null;
		}
		String defining = this.beanFactory.containsBeanDefinition(name)
				? DefiningClass.of(this.beanFactory.getBeanDefinition(name)) : type.getName();
		return isTold(type.getName()) && (defining == null || isFramework(defining));
	}

	@Override
	public void multicastEvent(ApplicationEvent event) {
		multicastEvent(event, ResolvableType.forInstance(event));
	}

	@Override
	public void multicastEvent(ApplicationEvent event, @Nullable ResolvableType type) {
		boolean life = event instanceof ApplicationContextEvent
				|| event.getClass().getName().startsWith("org.springframework.boot.");
		(life ? this.framework : this.all).multicastEvent(event, type);
	}

	@Override
	public void addApplicationListener(ApplicationListener<?> listener) {
		this.all.addApplicationListener(listener);
		if (isTold(listener)) {
			this.framework.addApplicationListener(listener);
		}
	}

	@Override
	public void addApplicationListenerBean(String name) {
		this.all.addApplicationListenerBean(name);
		if (isTold(name, this.beanFactory.getType(name, false))) {
			this.framework.addApplicationListenerBean(name);
		}
	}

	@Override
	public void removeApplicationListener(ApplicationListener<?> listener) {
		this.all.removeApplicationListener(listener);
		this.framework.removeApplicationListener(listener);
	}

	@Override
	public void removeApplicationListenerBean(String name) {
		this.all.removeApplicationListenerBean(name);
		this.framework.removeApplicationListenerBean(name);
	}

	@Override
	public void removeApplicationListeners(Predicate<ApplicationListener<?>> predicate) {
		this.all.removeApplicationListeners(predicate);
		this.framework.removeApplicationListeners(predicate);
	}

	@Override
	public void removeApplicationListenerBeans(Predicate<String> predicate) {
		this.all.removeApplicationListenerBeans(predicate);
		this.framework.removeApplicationListenerBeans(predicate);
	}

	@Override
	public void removeAllListeners() {
		this.all.removeAllListeners();
		this.framework.removeAllListeners();
	}

}
