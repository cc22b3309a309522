package io.monarch.mongock;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotationUtils;

/**
 * The annotations of change units, known by their names: the application has their
 * classes, and Monarch does not.
 */
enum ChangeAnnotation {

	CHANGE_UNIT("io.mongock.api.annotations.ChangeUnit"),

	EXECUTION("io.mongock.api.annotations.Execution"),

	ROLLBACK("io.mongock.api.annotations.RollbackExecution"),

	BEFORE("io.mongock.api.annotations.BeforeExecution"),

	ROLLBACK_BEFORE("io.mongock.api.annotations.RollbackBeforeExecution"),

	CONSTRUCTOR("io.mongock.api.annotations.ChangeUnitConstructor"),

	CHANGE_LOG("com.github.cloudyrock.mongock.ChangeLog", "io.changock.migration.api.annotations.ChangeLog",
			"com.github.mongobee.changeset.ChangeLog"),

	CHANGE_SET("com.github.cloudyrock.mongock.ChangeSet", "io.changock.migration.api.annotations.ChangeSet",
			"com.github.mongobee.changeset.ChangeSet"),

	SYSTEM_CHANGE("io.mongock.driver.api.common.SystemChange"),

	NAMED("javax.inject.Named", "jakarta.inject.Named");

	@SuppressWarnings("ImmutableEnumChecker") // made by Set.of
	private final Set<String> names;

	ChangeAnnotation(String... names) {
		this.names = Set.of(names);
	}

	/**
	 * Return the full names of the annotation, one for each version of the tool.
	 */
	Set<String> names() {
		return this.names;
	}

	String simpleName() {
		String name = this.names.iterator().next();
		return "@" + name.substring(name.lastIndexOf('.') + 1);
	}

	boolean isOn(AnnotatedElement element) {
		return find(element) != null;
	}

	/**
	 * Return what the annotation says, or {@code null} where it is not present.
	 */
	@Nullable Map<String, Object> attributes(AnnotatedElement element) {
		Annotation annotation = find(element);
		return (annotation != null) ? AnnotationUtils.getAnnotationAttributes(annotation) : null;
	}

	private @Nullable Annotation find(AnnotatedElement element) {
		return Arrays.stream(element.getDeclaredAnnotations())
			.filter((annotation) -> this.names.contains(annotation.annotationType().getName()))
			.findFirst()
			.orElse(null);
	}

}
