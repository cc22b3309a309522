package io.monarch.autoconfigure;

import io.monarch.environment.Secrets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConfiguredSecrets}.
 */
class ConfiguredSecretsTests {

	@ParameterizedTest
	@CsvSource({ "monarch.masks.key, k3y-of-the-masks", "MONARCH_MASKS_KEY, k3y-of-a-var1able",
			"monarch.backups.s3.secret-key, s3cret-of-a-store", "shop.api-token, t0ken-of-a-shop" })
	void secretOfAPropertyIsHidden(String property, String secret) {
		ConfiguredSecrets.learn(new MockEnvironment().withProperty(property, secret));
		assertThat(Secrets.hide("refused " + secret)).isEqualTo("refused ***");
	}

	@ParameterizedTest
	@CsvSource({ "shop.name, n0-secret-at-all", "shop.primary-key, n0-secret-either" })
	void otherPropertyIsNotHidden(String property, String value) {
		ConfiguredSecrets.learn(new MockEnvironment().withProperty(property, value));
		assertThat(Secrets.hide("of " + value)).isEqualTo("of " + value);
	}

}
