package com.example.dogs.changes;

import com.github.cloudyrock.mongock.ChangeLog;
import com.github.cloudyrock.mongock.ChangeSet;
import io.mongock.driver.mongodb.springdata.v4.MongockTemplate;

@ChangeLog
public class OfVersion4 {

	@ChangeSet(order = "001", id = "001-only", author = "")
	public void only(MongockTemplate mongockTemplate) {
		MongockTemplate same = mongockTemplate;
		same.save(new Dog("1", "Rex"));
	}

}
