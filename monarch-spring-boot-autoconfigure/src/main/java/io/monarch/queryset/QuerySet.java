package io.monarch.queryset;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Marks a {@link MongoQuerySet} and names it. The bean is created when it is used.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
@Lazy
public @interface QuerySet {

	/**
	 * The name by which it is used, such as {@code awesome-dogs}.
	 * @return the name
	 */
	@AliasFor("name")
	String value() default "";

	/**
	 * The same as {@link #value()}, for use beside other attributes.
	 * @return the name
	 */
	@AliasFor("value")
	String name() default "";

	/**
	 * A description of its selection, which lists show.
	 * @return the description
	 */
	String description() default "";

	/**
	 * The names of its parameters, which lists show.
	 * @return the names
	 */
	String[] parameters() default {};

}
