package io.monarch.autoconfigure;

import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.monarch.testsupport.EverySpringBoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Mockito;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that each bean of ours, whichever there are, is replaced by one of the
 * application.
 */
@EverySpringBoot
class ReplacedBeansTests {

	/** Takes an application of Spring Shell, whose auto-configuration is not here. */
	private static final Set<String> ELSEWHERE = Set.of("monarchCommandRegistrar");

	private static final ApplicationContextRunner runner = new ApplicationContextRunner(() -> {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.setAllowBeanDefinitionOverriding(false);
		return context;
	}).withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
			EndpointAutoConfiguration.class))
		.withConfiguration(AutoConfigurations.of(autoConfigurations().toArray(Class<?>[]::new)))
		.withBean(ObservationRegistry.class, ObservationRegistry::create)
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withInitializer((context) -> context
			.addBeanFactoryPostProcessor((beanFactory) -> Arrays.stream(beanFactory.getBeanDefinitionNames())
				.forEach((name) -> beanFactory.getBeanDefinition(name).setLazyInit(true))))
		.withPropertyValues("spring.mongodb.uri=mongodb://127.0.0.1:1/shop", "spring.jmx.enabled=true",
				"management.endpoints.jmx.exposure.include=monarch");

	private static final String BUCKET = "monarch.backups.s3.bucket=backups";

	/** Between them, all of our beans are there. */
	private static final List<ApplicationContextRunner> applications = List.of(runner,
			runner.withPropertyValues(BUCKET, "monarch.migration.trigger=before-web-server"),
			runner.withPropertyValues("monarch.migration.trigger=before-beans"),
			runner.withPropertyValues(BUCKET).withClassLoader(new FilteredClassLoader("software.amazon.awssdk")),
			runner.withPropertyValues("io.monarch.admin-mode=true"),
			runner.withPropertyValues("monarch.mongock.packages=io.monarch.autoconfigure"));

	static Stream<Method> beans() {
		Deque<Class<?>> open = new ArrayDeque<>(autoConfigurations());
		Stream.Builder<Method> beans = Stream.builder();
		while (!open.isEmpty()) {
			Class<?> configuration = open.remove();
			open.addAll(List.of(configuration.getDeclaredClasses()));
			Arrays.stream(configuration.getDeclaredMethods())
				.filter((method) -> method.isAnnotationPresent(Bean.class))
				.forEach(beans);
		}
		return beans.build();
	}

	private static List<Class<?>> autoConfigurations() {
		return ImportCandidates.load(AutoConfiguration.class, null)
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("io.monarch."))
			.<Class<?>>map((name) -> ClassUtils.resolveClassName(name, null))
			.toList();
	}

	@Test
	void allBeansAreKnown() {
		assertThat(beans().map(Method::getName).collect(Collectors.toSet())).hasSizeGreaterThan(15)
			.allMatch((name) -> name.startsWith("monarch"));
	}

	@ParameterizedTest
	@MethodSource("beans")
	void beanOfTheApplicationTakesThePlaceOfOurs(Method bean) {
		ConditionalOnMissingBean condition = bean.getAnnotation(ConditionalOnMissingBean.class);
		assertThat(condition).as("the condition of %s", bean).isNotNull();
		if (!ELSEWHERE.contains(bean.getName())) {
			applications.stream()
				.filter((application) -> has(application, bean))
				.findFirst()
				.ifPresentOrElse((application) -> assertReplaced(application, bean, condition), () -> {
					throw new AssertionError("No application has " + bean);
				});
		}
	}

	private static boolean has(ApplicationContextRunner application, Method bean) {
		boolean[] found = new boolean[1];
		application.run((context) -> found[0] = isOurs(context, bean));
		return found[0];
	}

	private static void assertReplaced(ApplicationContextRunner application, Method bean,
			ConditionalOnMissingBean condition) {
		if (condition.name().length > 0) {
			replace(application, bean, condition.name()[0], bean.getReturnType());
		}
		if (condition.value().length > 0) {
			replace(application, bean, "own", condition.value()[0]);
		}
		else if (condition.name().length == 0) {
			replace(application, bean, "own", bean.getReturnType());
		}
	}

	private static <T> void replace(ApplicationContextRunner application, Method bean, String name, Class<T> type) {
		application.withBean(name, type, () -> Mockito.mock(type)).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.containsBean(name)).isTrue();
			assertThat(isOurs(context, bean)).as("%s beside '%s'", bean, name).isFalse();
		});
	}

	private static boolean isOurs(AssertableApplicationContext context, Method bean) {
		if (!context.getBeanFactory().containsBeanDefinition(bean.getName())) {
			return false;
		}
		BeanDefinition definition = context.getBeanFactory().getBeanDefinition(bean.getName());
		String resource = String.valueOf(definition.getResourceDescription());
		return resource.contains(bean.getDeclaringClass().getSimpleName());
	}

}
