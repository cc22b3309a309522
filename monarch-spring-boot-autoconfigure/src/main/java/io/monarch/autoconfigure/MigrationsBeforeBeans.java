package io.monarch.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.monarch.autoconfigure.MonarchProperties.Trigger;
import io.monarch.environment.Causes;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.InitializingBean;

/**
 * Migrates when this bean is created. Other beans can depend on it.
 */
final class MigrationsBeforeBeans implements InitializingBean {

	static final String NAME = "monarchMigrations";

	private final DeployMigration migration;

	MigrationsBeforeBeans(DeployMigration migration) {
		this.migration = migration;
	}

	@Override
	public void afterPropertiesSet() {
		try {
			StartMigration.run(this.migration, Trigger.BEFORE_BEANS);
		}
		catch (RuntimeException ex) {
			throw explain(ex);
		}
	}

	/**
	 * Name the beans of a cycle, if a migration needs a bean that waits for migrations.
	 */
	private static RuntimeException explain(RuntimeException failure) {
		List<String> names = new ArrayList<>();
		boolean cycle = false;
		for (Throwable cause : Causes.of(failure)) {
			if (!cycle && cause instanceof BeanCreationException bean && bean.getBeanName() != null) {
				cycle = bean instanceof BeanCurrentlyInCreationException && bean.getBeanName().equals(NAME);
				if (names.isEmpty() || !names.get(names.size() - 1).equals(bean.getBeanName())) {
					names.add(bean.getBeanName());
				}
			}
		}
		if (!cycle) {
			return failure;
		}
		return new CyclicMigrations(new MonarchException(Kind.BAD_INPUT,
				"A migration needs a bean that depends on the migrations: '" + String.join("' -> '", names) + "'.",
				"Remove @DependsOn(\"" + NAME + "\") from that bean, or use context.mongo() in the migration.",
				failure));
	}

}
