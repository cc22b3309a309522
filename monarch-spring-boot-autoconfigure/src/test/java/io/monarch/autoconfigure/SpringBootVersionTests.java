package io.monarch.autoconfigure;

import io.monarch.testsupport.EverySpringBoot;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootVersion;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a run on a selected version of Spring Boot runs on that and on no other one.
 */
@EverySpringBoot
class SpringBootVersionTests {

	private static final String SELECTED = "spring-boot.version";

	@Test
	void versionIsTheOneThatIsSelected() {
		assertThat(SpringBootVersion.getVersion())
			.isEqualTo(System.getProperty(SELECTED, SpringBootVersion.getVersion()));
	}

	@Test
	void testsRunOnTheJdkThatIsSelected() {
		String home = System.getProperty("java.home");
		assertThat(System.getProperty("jvm", home + "/bin/java")).startsWith(home);
	}

}
