package com.github.mongobee.changeset;

public @interface ChangeLog {

	String order() default "2147483647";

}
