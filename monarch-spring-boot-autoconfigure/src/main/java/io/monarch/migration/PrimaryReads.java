package io.monarch.migration;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.ReadPreference;
import com.mongodb.client.MongoDatabase;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.ReactiveMongoOperations;

/**
 * Makes the application's own templates, and with them its repositories, read from the
 * primary while migrations run, since a secondary may not have the writes of the previous
 * migration.
 */
final class PrimaryReads implements AutoCloseable {

	private static final String PREFERENCE = "readPreference";

	private final List<Runnable> undo = new ArrayList<>();

	private PrimaryReads() {
	}

	/**
	 * Start with the existing templates. If all of them read from the primary anyway,
	 * nothing is changed.
	 */
	static PrimaryReads of(ConfigurableListableBeanFactory beans) {
		PrimaryReads reads = new PrimaryReads();
		for (Class<?> type : List.of(MongoOperations.class, ReactiveMongoOperations.class)) {
			// A repository can be a bean of a parent context.
			for (BeanFactory each = beans; each instanceof ConfigurableListableBeanFactory factory; each = factory
				.getParentBeanFactory()) {
				reads.addAll(factory, type);
			}
		}
		return reads;
	}

	private void addAll(ConfigurableListableBeanFactory beans, Class<?> type) {
		for (String name : beans.getBeanNamesForType(type, true, false)) {
			Object bean = beans.containsSingleton(name) ? beans.getBean(name) : null;
			if (bean != null) {
				add(bean);
			}
		}
	}

	private void add(Object bean) {
		MongoTemplate template = TemplateSelection.template(bean);
		if (template != null) {
			if (!areUsual(template)) {
				ReadPreference before = template.getReadPreference();
				this.undo.add(() -> template.setReadPreference(before));
				template.setReadPreference(ReadPreference.primary());
			}
		}
		else if (bean instanceof ReactiveMongoOperations) {
			addReactive(bean);
		}
	}

	/**
	 * Change a reactive template through its properties, since this class has to load
	 * without the reactive driver.
	 */
	private void addReactive(Object bean) {
		Object target = AopProxyUtils.getSingletonTarget(bean);
		Object template = (target != null) ? target : bean;
		DirectFieldAccessor fields = new DirectFieldAccessor(template);
		if (fields.isWritableProperty(PREFERENCE)) {
			Object before = fields.getPropertyValue(PREFERENCE);
			this.undo.add(() -> fields.setPropertyValue(PREFERENCE, before));
			fields.setPropertyValue(PREFERENCE, ReadPreference.primary());
		}
	}

	/**
	 * Tell whether a template reads from the primary by itself.
	 */
	static boolean areUsual(MongoTemplate template) {
		ReadPreference own = template.getReadPreference();
		MongoDatabase database = TemplateSelection.database(template);
		return (own == null || own.equals(ReadPreference.primary())) && database != null
				&& database.getReadPreference().equals(ReadPreference.primary());
	}

	@Override
	public void close() {
		this.undo.forEach(Runnable::run);
		this.undo.clear();
	}

}
