package io.mongock.api.annotations;

public @interface RollbackExecution {

}
