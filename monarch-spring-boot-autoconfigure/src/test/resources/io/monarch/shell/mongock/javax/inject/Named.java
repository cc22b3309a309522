package javax.inject;

public @interface Named {

	String value() default "";

}
