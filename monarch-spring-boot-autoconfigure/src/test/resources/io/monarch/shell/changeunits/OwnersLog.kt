package com.example.dogs.changes

import com.github.cloudyrock.mongock.ChangeLog
import com.github.cloudyrock.mongock.ChangeSet
import com.mongodb.client.MongoDatabase
import org.bson.Document
import org.springframework.data.mongodb.core.MongoTemplate

@ChangeLog(order = "002")
class OwnersLog {

    @ChangeSet(order = "01", id = "add owners", author = "joe")
    fun owners(template: MongoTemplate, clock: java.time.Clock) {
        template.createCollection("owners$clock")
    }

    @ChangeSet(order = "02", id = "indexes", author = "joe")
    fun indexes(database: MongoDatabase) = database.getCollection("owners").createIndex(Document("name", 1))

}
