package com.github.cloudyrock.mongock;

public @interface ChangeLog {

	String order() default "2147483647";

}
