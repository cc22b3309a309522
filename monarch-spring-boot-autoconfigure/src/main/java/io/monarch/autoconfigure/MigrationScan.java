package io.monarch.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

import io.monarch.migration.Migration;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.core.env.Environment;
import org.springframework.core.type.MethodMetadata;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.core.type.filter.TypeFilter;

/**
 * Registers the migrations of packages outside the component scan of the application.
 * With ahead-of-time processing, this happens in the build.
 */
final class MigrationScan
		implements BeanDefinitionRegistryPostProcessor, BeanRegistrationAotProcessor, EnvironmentAware {

	private static final String PACKAGES = "monarch.migration.packages";

	private static final TypeFilter MIGRATION = new AnnotationTypeFilter(Migration.class);

	private final BiFunction<ConfigurableListableBeanFactory, Environment, List<String>> packages;

	private final boolean mustHold;

	private Environment environment;

	@SuppressWarnings("NullAway.Init") // set by Spring before it is used
	private MigrationScan(BiFunction<ConfigurableListableBeanFactory, Environment, List<String>> packages,
			boolean mustHold) {
		this.packages = packages;
		this.mustHold = mustHold;
	}

	/**
	 * Scan the configured packages, each of which has to contain a migration.
	 */
	static MigrationScan ofConfiguredPackages() {
		return new MigrationScan((factory, environment) -> configured(environment), true);
	}

	/**
	 * Scan the packages of the application.
	 */
	static MigrationScan ofApplication() {
		return new MigrationScan((factory, environment) -> AutoConfigurationPackages.has(factory)
				? AutoConfigurationPackages.get(factory) : List.of(), false);
	}

	/**
	 * Set the environment. A parameter of its bean method would be resolved by type among
	 * all beans, before all are known.
	 */
	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	private static List<String> configured(Environment environment) {
		return Binder.get(environment)
			.bind(PACKAGES, Bindable.listOf(String.class), new BindFailureHandler(BindHandler.DEFAULT))
			.orElseGet(List::of);
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		for (String each : this.packages.apply((ConfigurableListableBeanFactory) registry, this.environment)) {
			scan(each, registry);
		}
	}

	private void scan(String basePackage, BeanDefinitionRegistry registry) {
		Scanner scanner = new Scanner(registry, this.environment);
		scanner.scan(basePackage);
		if (this.mustHold && scanner.found.isEmpty()) {
			throw new InvalidConfigurationException(
					PACKAGES + " names '" + basePackage + "', which contains no class with @Migration.",
					"Correct its name, or add the library that contains it to the class path.");
		}
	}

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
		return null;
	}

	/**
	 * A scanner that ignores classes that are already beans, under any name.
	 */
	private static final class Scanner extends ClassPathBeanDefinitionScanner {

		/** The classes of migrations, including those that a condition excludes. */
		private final Collection<String> found = new ArrayList<>();

		private final List<String> known;

		Scanner(BeanDefinitionRegistry registry, Environment environment) {
			super(registry, false, environment);
			this.known = Arrays.stream(registry.getBeanDefinitionNames())
				.map((name) -> classOf(registry.getBeanDefinition(name)))
				.flatMap(Optional::stream)
				.toList();
			setBeanNameGenerator(FullyQualifiedAnnotationBeanNameGenerator.INSTANCE);
			setIncludeAnnotationConfig(false);
			addIncludeFilter((reader, factory) -> {
				boolean migration = MIGRATION.match(reader, factory);
				if (migration) {
					this.found.add(reader.getClassMetadata().getClassName());
				}
				return migration;
			});
		}

		private static Optional<String> classOf(BeanDefinition definition) {
			MethodMetadata method = (definition instanceof AnnotatedBeanDefinition annotated)
					? annotated.getFactoryMethodMetadata() : null;
			return Optional.ofNullable((method != null) ? method.getReturnTypeName() : definition.getBeanClassName());
		}

		@Override
		protected boolean checkCandidate(String beanName, BeanDefinition definition) {
			return !this.known.contains(definition.getBeanClassName()) && super.checkCandidate(beanName, definition);
		}

	}

}
