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
 * Marks a {@link MongoQuerySet} and names it. It is found as a bean and created when it
 * is used.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
@Lazy
public @interface QuerySet {

	/**
	 * The name by which it is asked for, such as {@code awesome-dogs}.
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
	 * What it picks, as it is shown in lists.
	 * @return the description
	 */
	String description() default "";

	/**
	 * The names of the parameters that it asks for, as they are shown in lists.
	 * @return the names
	 */
	String[] parameters() default {};

}
