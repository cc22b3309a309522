package io.monarch.transfer.planted;

import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Breaks the rule about Spring Data.
 */
record ImportingData(MongoTemplate template) {

}
