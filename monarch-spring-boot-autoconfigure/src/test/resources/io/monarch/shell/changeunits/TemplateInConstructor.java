package com.example.dogs.changes;

import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;

import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.index.IndexOperations;

@ChangeUnit(id = "template-in-constructor", order = "8")
public class TemplateInConstructor {

	private final MongoTemplate template;

	private final IndexOperations indexes;

	public TemplateInConstructor(MongoTemplate template) {
		this.template = template;
		this.indexes = template.indexOps(Dog.class);
	}

	@Execution
	public void execution() {
		this.indexes.createIndex(new Index("owner", Sort.Direction.ASC));
		this.template.count(new org.springframework.data.mongodb.core.query.Query(), Dog.class);
	}

	@RollbackExecution
	public void rollback() {
		this.indexes.dropIndex("owner_1");
	}

}
