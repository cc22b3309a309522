package io.monarch.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.core.type.MethodMetadata;

/**
 * Determines the owner of a bean: an application's method can return a type of the
 * framework.
 */
final class DefiningClass {

	private DefiningClass() {
	}

	/**
	 * Return the class of a bean, or that of its factory method.
	 */
	static @Nullable String of(BeanDefinition definition) {
		if (definition instanceof AnnotatedBeanDefinition annotated) {
			MethodMetadata method = annotated.getFactoryMethodMetadata();
			return (method != null) ? method.getDeclaringClassName() : annotated.getMetadata().getClassName();
		}
		return definition.getBeanClassName();
	}

}
