package io.monarch.mongock.tests.kotlin

import com.github.cloudyrock.mongock.ChangeLog
import com.github.cloudyrock.mongock.ChangeSet
import com.mongodb.client.MongoDatabase
import io.changock.migration.api.annotations.NonLockGuarded
import io.mongock.api.annotations.BeforeExecution
import io.mongock.api.annotations.ChangeUnit
import io.mongock.api.annotations.Execution
import io.mongock.api.annotations.RollbackBeforeExecution
import io.mongock.api.annotations.RollbackExecution
import io.monarch.mongock.tests.Greeting
import io.monarch.mongock.tests.Person
import io.monarch.mongock.tests.PersonRepository
import io.monarch.mongock.tests.Steps
import javax.inject.Named
import org.springframework.data.mongodb.core.MongoTemplate
import org.springframework.data.mongodb.core.ReactiveMongoTemplate

@ChangeUnit(id = "kotlin-constructor", order = "007", author = "kay")
class KotlinConstructor(private val mongo: MongoTemplate, private val people: PersonRepository) {

    @Execution
    fun execution() {
        Steps.run(mongo.db, "kotlin-constructor", 1000)
        people.save(Person("kotlin", "by repository"))
    }

    @RollbackExecution
    fun rollback() = Unit
}

@ChangeUnit(id = "kotlin-before", order = "12")
class KotlinBefore(@Named("goodbye") private val greeting: Greeting) {

    private val seen = mutableListOf<String>()

    @BeforeExecution
    fun before(database: MongoDatabase) {
        seen += greeting.text()
        Steps.done(database, "before kotlin")
    }

    @RollbackBeforeExecution
    fun rollbackBefore() = Unit

    @Execution
    fun execution(database: MongoDatabase, @NonLockGuarded reactive: ReactiveMongoTemplate) {
        Steps.done(database, "kotlin $seen")
        reactive.save(Person("kotlin-reactive", "reactive")).block()
    }

    @RollbackExecution
    fun rollback() = Unit

    companion object {
        const val UNUSED = 1
    }
}

@ChangeLog(order = "4")
class KotlinLog {

    @ChangeSet(id = "kotlin-second", author = "kay", order = "9")
    fun second(mongo: MongoTemplate) = Steps.run(mongo.db, "kotlin-second", 1001)

    @ChangeSet(id = "kotlin-first", author = "kay", order = "10")
    fun first(mongo: MongoTemplate) = Steps.run(mongo.db, "kotlin-first", 1003)
}
