package io.monarch.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;

import io.monarch.backup.BackupCreator;
import io.monarch.backup.BackupProver;
import io.monarch.backup.BackupRestorer;
import io.monarch.backup.Backups;
import io.monarch.compare.DatabaseComparison;
import io.monarch.environment.EnvironmentTasks;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.Migrations;
import io.monarch.queryset.QuerySets;
import io.monarch.rehearsal.Rehearsal;
import io.monarch.shell.AdminCommands;
import io.monarch.shell.Console;
import io.monarch.shell.MonarchShellRunner;
import io.monarch.shell.Services;
import io.monarch.shell.SourceTree;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.EnvironmentCopier;
import io.monarch.transfer.ReplacementRecovery;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.system.ApplicationHome;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.shell.core.command.Command;
import org.springframework.shell.core.command.CommandRegistry;
import org.springframework.util.ClassUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the command line: in admin mode,
 * and in an application with its own shell. The conditions are on the nested classes, so
 * that other applications load no class of Spring Shell.
 */
@AutoConfiguration(after = MonarchMigrationAutoConfiguration.class, afterName = MonarchShellAutoConfiguration.SHELL)
public final class MonarchShellAutoConfiguration {

	static final String SHELL = "org.springframework.shell.core.autoconfigure.SpringShellAutoConfiguration";

	/**
	 * The command line that {@link AdminMode} runs.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnAdminMode.class)
	static class AdminModeConfiguration {

		/**
		 * The registry is not a bean, since that would collect the commands of the
		 * application, which has its own shell for them.
		 */
		@Bean
		@Lazy
		@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
		MonarchShellRunner monarchShellRunner(ConfigurableApplicationContext context, Console console) {
			return new MonarchShellRunner(new CommandRegistry(new HashSet<>(commands(context))), console,
					lazily(context, Environments.class),
					context.getEnvironment().getProperty("spring.application.name", ""));
		}

	}

	/**
	 * Looks for Spring Shell only in admin mode, since looking for a class loads it.
	 */
	static class OnAdminMode implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return AdminProperties.isActive(context.getEnvironment())
					&& ClassUtils.isPresent("org.springframework.shell.core.command.CommandRegistry",
							context.getClassLoader())
					&& ClassUtils.isPresent("org.springframework.shell.jline.JLineInputReader",
							context.getClassLoader());
		}

	}

	/**
	 * The same commands in the shell of an application that itself uses Spring Shell.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = SHELL)
	@ConditionalOnProperty(name = "io.monarch.admin-mode", havingValue = "false", matchIfMissing = true)
	@ConditionalOnProperty(name = CommandLineSwitch.PROPERTY, matchIfMissing = true)
	@ConditionalOnBean(CommandRegistry.class)
	static class ApplicationShellConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "monarchCommandRegistrar")
		SmartInitializingSingleton monarchCommandRegistrar(ConfigurableApplicationContext context,
				CommandRegistry registry) {
			return () -> commands(context).forEach(registry::registerCommand);
		}

	}

	/**
	 * Beans that need a valid configuration are created only for a command that needs
	 * them.
	 */
	private static List<Command> commands(ConfigurableApplicationContext context) {
		Services tools = new Services(lazily(context, Environments.class), lazily(context, EnvironmentLocks.class),
				lazily(context, Migrations.class), lazily(context, MigrationRunner.class),
				lazily(context, EnvironmentTasks.class), lazily(context, DatabaseReplacement.class),
				lazily(context, ReplacementRecovery.class), lazily(context, EnvironmentCopier.class),
				lazily(context, QuerySets.class), lazily(context, Backups.class), lazily(context, BackupCreator.class),
				lazily(context, BackupRestorer.class), lazily(context, BackupProver.class),
				lazily(context, DatabaseComparison.class), lazily(context, Rehearsal.class));
		return AdminCommands.create(tools, sources(context));
	}

	private static <T> Supplier<T> lazily(ConfigurableApplicationContext context, Class<T> type) {
		ObjectProvider<T> provider = context.getBeanProvider(type);
		return () -> {
			T tool;
			try {
				tool = provider.getIfAvailable();
			}
			catch (BeansException ex) {
				throw AdminFailure.translate(ex, context);
			}
			if (tool == null) {
				throw new MonarchException(Kind.FAILED,
						"This application has no " + type.getSimpleName()
								+ ": a library that it needs is missing, or its auto-configuration is excluded.",
						"Depend on monarch-spring-boot-starter, which brings all of them.");
			}
			return tool;
		};
	}

	static SourceTree sources(ConfigurableApplicationContext context) {
		List<Path> roots = new ArrayList<>(List.of(Path.of("").toAbsolutePath()));
		// The application may be a module of a build: src is next to its target.
		addModules(new ApplicationHome().getDir().toPath(), roots);
		// The launcher starts an extracted copy, and passes the path of the original.
		String jar = System.getenv("MONARCH_JAR");
		if (jar != null && !jar.isBlank()) {
			addModules(Path.of(jar).toAbsolutePath(), roots);
		}
		String basePackage = AutoConfigurationPackages.has(context) ? AutoConfigurationPackages.get(context).get(0)
				: "";
		return new SourceTree(List.copyOf(roots), basePackage);
	}

	private static void addModules(Path built, List<Path> roots) {
		for (Path folder = built; folder != null; folder = folder.getParent()) {
			if ((folder.endsWith("target") || folder.endsWith("build")) && folder.getParent() != null) {
				roots.add(folder.getParent());
			}
		}
	}

}
