package io.mongock.api.annotations;

public @interface Execution {

}
