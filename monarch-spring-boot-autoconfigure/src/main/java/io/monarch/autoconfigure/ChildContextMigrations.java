package io.monarch.autoconfigure;

import java.util.List;

import io.monarch.autoconfigure.MonarchProperties.Trigger;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MongoMigration;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Refuses a child context whose migrations would never run. A child with the
 * auto-configuration runs them itself, after those of its parent. The parent does not
 * know the migrations of other children.
 */
final class ChildContextMigrations implements ApplicationListener<ContextRefreshedEvent>, ApplicationContextAware {

	private ApplicationContext own;

	@SuppressWarnings("NullAway.Init") // set by Spring before it is used
	ChildContextMigrations() {
	}

	@Override
	public void setApplicationContext(ApplicationContext context) {
		this.own = context;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		ApplicationContext context = event.getApplicationContext();
		if (context == this.own || context.getBeanNamesForType(MigrationRunner.class, true, false).length > 0
				|| MonarchMigrationAutoConfiguration.trigger(context.getEnvironment()) == Trigger.NONE) {
			return;
		}
		List<String> migrations = List.of(context.getBeanNamesForType(MongoMigration.class, true, false));
		if (!migrations.isEmpty()) {
			throw new MonarchException(Kind.BAD_INPUT,
					"The application context '" + context.getDisplayName()
							+ "' has migrations that never run: the beans '" + String.join("', '", migrations)
							+ "'. Monarch is in its parent, which does not know the beans of a child.",
					"Declare them in the parent, or add @EnableAutoConfiguration to the child, which then runs them.");
		}
	}

}
