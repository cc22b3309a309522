package io.monarch.mongock;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.util.ClassUtils;

/**
 * Finds the classes of change units, by the names of their annotations, without loading
 * any other class.
 */
final class ChangeUnitScan {

	private static final List<ChangeAnnotation> OF_CLASSES = List.of(ChangeAnnotation.CHANGE_UNIT,
			ChangeAnnotation.CHANGE_LOG);

	private final ClassLoader classLoader;

	ChangeUnitScan(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	/**
	 * Find the classes in packages, each of which must have one. The name of a class
	 * selects that class.
	 * @param exclude the names of classes that are not loaded
	 */
	Set<Class<?>> find(List<String> packages, List<String> exclude) {
		Set<Class<?>> types = new LinkedHashSet<>();
		for (String each : packages) {
			Set<String> names = ClassUtils.isPresent(each, this.classLoader) ? Set.of(each) : namesIn(each);
			if (names.isEmpty()) {
				throw new MonarchException(Kind.BAD_INPUT,
						"monarch.mongock.packages: there is no change unit in '" + each + "'.",
						"Name the packages that mongock.migration-scan-package named.");
			}
			names.stream().filter((name) -> !exclude.contains(name)).forEach((name) -> types.add(load(name)));
		}
		return types;
	}

	private Set<String> namesIn(String basePackage) {
		Set<String> names = new LinkedHashSet<>();
		for (BeanDefinition found : new Scanner().findCandidateComponents(basePackage)) {
			names.add(String.valueOf(found.getBeanClassName()));
		}
		return names;
	}

	private Class<?> load(String name) {
		try {
			Class<?> type = ClassUtils.forName(name, this.classLoader);
			if (OF_CLASSES.stream().noneMatch((annotation) -> annotation.isOn(type))) {
				throw new MonarchException(Kind.BAD_INPUT,
						"The class " + name + " cannot be read as a change unit: the classes of its annotations are "
								+ "not on the classpath, or it has none.",
						"Keep the dependency that has the annotations, such as io.mongock:mongock-api.");
			}
			return type;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw new MonarchException(Kind.BAD_INPUT, "The change unit " + name + " cannot be loaded: " + ex + ".",
					"Add the library that it needs, or exclude it: monarch.mongock.exclude=" + name + ".", ex);
		}
	}

	/**
	 * Ignores profiles and conditions, which are evaluated later.
	 */
	private static final class Scanner extends ClassPathScanningCandidateComponentProvider {

		Scanner() {
			super(false);
		}

		@Override
		protected boolean isCandidateComponent(MetadataReader reader) {
			AnnotationMetadata metadata = reader.getAnnotationMetadata();
			return OF_CLASSES.stream()
				.flatMap((annotation) -> annotation.names().stream())
				.anyMatch(metadata.getAnnotationTypes()::contains);
		}

		@Override
		protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
			return true;
		}

	}

}
