package io.monarch.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.monarch.autoconfigure.MonarchProperties.Trigger;
import io.monarch.migration.MigrationSource;
import io.monarch.migration.MongoMigration;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;

/**
 * Defers an application's automatic creation of indexes until its migrations have run. A
 * template creates indexes when it is created, and an index that the data violates would
 * fail the start before the migration that corrects the data.
 */
final class AutomaticIndexes implements BeanPostProcessor, ApplicationContextAware {

	private ApplicationContext context;

	private final Set<MongoMappingContext> entities = new LinkedHashSet<>();

	private final List<MongoTemplate> templates = new ArrayList<>();

	/**
	 * Create for the first context that is set. A parameter of its bean method would be
	 * resolved by type among all beans, which creates factories of unknown types with all
	 * their dependencies.
	 */
	@SuppressWarnings("NullAway.Init") // set by Spring before it is used
	AutomaticIndexes() {
	}

	@Override
	public void setApplicationContext(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof MongoMappingContext found && found.isAutoIndexCreation() && isMigrating()) {
			found.setAutoIndexCreation(false);
			this.entities.add(found);
		}
		if (bean instanceof MongoTemplate template
				&& template.getConverter().getMappingContext() instanceof MongoMappingContext found
				&& this.entities.contains(found)) {
			this.templates.add(template);
		}
		return bean;
	}

	private boolean isMigrating() {
		return MonarchMigrationAutoConfiguration.trigger(this.context.getEnvironment()) != Trigger.NONE
				&& List.of(MongoMigration.class, MigrationSource.class)
					.stream()
					.anyMatch((type) -> BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.context, type, true,
							false).length > 0);
	}

	/**
	 * Create the indexes now, and those of entities that appear later when they appear.
	 */
	void create() {
		this.entities.forEach((each) -> each.setAutoIndexCreation(true));
		this.entities.clear();
		List<MongoTemplate> made = List.copyOf(this.templates);
		this.templates.clear();
		for (MongoTemplate template : made) {
			// Creating one creates the indexes.
			new MongoTemplate(template.getMongoDatabaseFactory(), template.getConverter())
				.setApplicationContext(this.context);
		}
	}

}
