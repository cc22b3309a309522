package io.monarch.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import io.monarch.environment.Environments;
import io.monarch.migration.MigrationRunner;
import io.monarch.shell.AdminCommands;
import io.monarch.shell.Completions;
import io.monarch.shell.Console;
import io.monarch.shell.MonarchShellRunner;
import io.monarch.shell.SourceTree;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.system.ApplicationHome;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.shell.core.command.CommandRegistry;
import org.springframework.shell.jline.JLineShellRunner;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the command line, in admin mode
 * only.
 */
@AutoConfiguration(after = MonarchMigrationAutoConfiguration.class)
@ConditionalOnClass({ CommandRegistry.class, JLineShellRunner.class })
@ConditionalOnProperty("io.monarch.admin-mode")
@ConditionalOnBean(MigrationRunner.class)
public final class MonarchShellAutoConfiguration {

	/**
	 * The registry is not a bean of its own: one would collect the commands of the
	 * application, which has its own shell for them.
	 */
	@Bean
	@Lazy
	MonarchShellRunner monarchShellRunner(Environments environments, MigrationRunner runner, BeanFactory beanFactory,
			Console console) {
		CommandRegistry registry = new CommandRegistry(
				new HashSet<>(AdminCommands.create(environments, runner, sources(beanFactory))));
		return new MonarchShellRunner(registry, console, new Completions(environments, runner));
	}

	static SourceTree sources(BeanFactory beanFactory) {
		List<Path> roots = new ArrayList<>(List.of(Path.of("").toAbsolutePath()));
		// The application may have been built as a module: src stands beside its target.
		Path built = new ApplicationHome().getDir().toPath();
		while (built != null) {
			if (built.endsWith("target") || built.endsWith("build")) {
				roots.add(built.getParent());
			}
			built = built.getParent();
		}
		String basePackage = AutoConfigurationPackages.has(beanFactory)
				? AutoConfigurationPackages.get(beanFactory).get(0) : "";
		return new SourceTree(List.copyOf(roots), basePackage);
	}

}
