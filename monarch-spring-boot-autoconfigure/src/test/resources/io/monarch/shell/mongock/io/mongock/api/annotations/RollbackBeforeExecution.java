package io.mongock.api.annotations;

public @interface RollbackBeforeExecution {

}
