package com.example.dogs.changes

import com.mongodb.client.MongoDatabase
import io.mongock.api.annotations.BeforeExecution
import io.mongock.api.annotations.ChangeUnit
import io.mongock.api.annotations.Execution
import io.mongock.api.annotations.RollbackExecution
import java.time.Clock
import org.bson.Document
import org.slf4j.LoggerFactory
import org.springframework.data.mongodb.core.MongoTemplate

/** Creates the first dogs. */
@ChangeUnit(id = InitDogs.ID, order = "001", author = "jane", runAlways = true)
class InitDogs(private val mongoTemplate: MongoTemplate, private val clock: Clock) {

    private val logger = LoggerFactory.getLogger(InitDogs::class.java)

    @BeforeExecution
    fun before(database: MongoDatabase) {
        database.createCollection("dogs")
    }

    @Execution
    fun execution() {
        names().forEach { name -> save(name) }
        logger.info("at ${clock.millis()} in ${mongoTemplate.db.name} and $clock")
    }

    private fun names() = listOf(
        "Rex",
        "Bello",
    )

    private fun save(name: String): Document =
        mongoTemplate.save(Document("name", "$name ${this.mongoTemplate.db.name}"), "dogs")

    @RollbackExecution
    fun rollback() {
        mongoTemplate.dropCollection("dogs")
    }

    companion object {
        const val ID = "init-dogs"
    }
}
