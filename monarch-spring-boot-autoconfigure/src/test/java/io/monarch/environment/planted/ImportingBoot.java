package io.monarch.environment.planted;

import org.springframework.boot.SpringApplication;

/**
 * Breaks the rule about Spring Boot.
 */
record ImportingBoot(SpringApplication application) {

}
