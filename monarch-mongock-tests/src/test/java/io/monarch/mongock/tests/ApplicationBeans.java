package io.monarch.mongock.tests;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.data.mongodb.repository.config.EnableMongoRepositories;

/**
 * What both versions of the application have.
 */
@Configuration(proxyBeanMethods = false)
@EnableMongoRepositories
class ApplicationBeans {

	@Bean
	@Primary
	Greeting hello() {
		return new Greeting("hello");
	}

	@Bean
	Greeting goodbye() {
		return new Greeting("goodbye");
	}

}
