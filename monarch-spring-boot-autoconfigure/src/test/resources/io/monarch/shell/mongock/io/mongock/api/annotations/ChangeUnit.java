package io.mongock.api.annotations;

public @interface ChangeUnit {

	String id();

	String order();

	String author() default "default_author";

	boolean failFast() default true;

	boolean runAlways() default false;

	String systemVersion() default "0";

	boolean transactional() default true;

}
