package com.example.dogs.config;

import java.util.Optional;

import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.domain.AuditorAware;
import org.springframework.data.mongodb.config.EnableMongoAuditing;
import org.springframework.data.mongodb.core.mapping.event.ValidatingMongoEventListener;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

@Configuration
@EnableMongoAuditing(auditorAwareRef = "auditor")
public class DatabaseConfiguration {

	@Bean
	public AuditorAware<String> auditor() {
		return () -> Optional.of("system");
	}

	@Bean
	public ValidatingMongoEventListener validatingMongoEventListener(LocalValidatorFactoryBean validator) {
		return new ValidatingMongoEventListener(validator);
	}

	@Bean
	public LocalValidatorFactoryBean validator() {
		LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();
		validator.setMessageInterpolator(new ParameterMessageInterpolator());
		return validator;
	}

}
