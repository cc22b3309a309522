package io.monarch.mongock.tests.jhipster;

import java.time.Instant;
import java.util.Optional;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.auditing.DateTimeProvider;
import org.springframework.data.domain.AuditorAware;
import org.springframework.data.mongodb.config.EnableMongoAuditing;
import org.springframework.data.mongodb.core.mapping.event.ValidatingMongoEventListener;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

/**
 * The configuration of the database.
 */
@Configuration
@EnableMongoAuditing(auditorAwareRef = "springSecurityAuditorAware", dateTimeProviderRef = "fixedTime")
public class JHipsterConfiguration {

	@Bean
	AuditorAware<String> springSecurityAuditorAware() {
		return () -> Optional.of("system");
	}

	@Bean
	DateTimeProvider fixedTime() {
		return () -> Optional.of(Instant.parse("2026-01-01T00:00:00Z"));
	}

	@SuppressWarnings("deprecation") // what JHipster generates
	@Bean
	ValidatingMongoEventListener validatingMongoEventListener() {
		return new ValidatingMongoEventListener(validator());
	}

	@Bean
	LocalValidatorFactoryBean validator() {
		return new LocalValidatorFactoryBean();
	}

}
