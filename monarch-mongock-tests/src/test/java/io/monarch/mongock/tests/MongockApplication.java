package io.monarch.mongock.tests;

import io.mongock.runner.springboot.EnableMongock;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * The application as it was.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableMongock
@Import(ApplicationBeans.class)
class MongockApplication {

}
