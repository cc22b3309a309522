package com.github.cloudyrock.mongock;

public @interface ChangeSet {

	String author();

	String id();

	String order();

	boolean runAlways() default false;

	boolean failFast() default true;

	String systemVersion() default "0";

}
