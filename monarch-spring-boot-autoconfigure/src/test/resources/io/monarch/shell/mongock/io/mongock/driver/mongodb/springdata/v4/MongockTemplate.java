package io.mongock.driver.mongodb.springdata.v4;

import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoTemplate;

public class MongockTemplate extends MongoTemplate {

	public MongockTemplate(MongoDatabaseFactory factory) {
		super(factory);
	}

}
