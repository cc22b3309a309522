package io.monarch.environment;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import com.mongodb.MongoCredential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link Secrets}.
 */
class SecretsTests {

	private static final String PASSWORD = "O'Br\"ien & s\\n <pä ß>\t%+7";

	@Test
	void hideWhenTheUserInfoOfAUriHoldsQuotesOrSpacesHidesAllOfIt() {
		assertThat(Secrets.hide("no luck with mongodb://annabel:it's a \"secret\"@db1:27017/shop"))
			.isEqualTo("no luck with mongodb://***@db1:27017/shop");
		assertThat(Secrets.hide("mongodb+srv://an na:p@ss w'ord@db1/shop and mongodb://b:c d@[::1]/x"))
			.isEqualTo("mongodb+srv://***@db1/shop and mongodb://***@[::1]/x");
		Throwable failure = catchThrowable(() -> new URI("mongodb://annabel:pa ss@db1/shop"));
		assertThat(Secrets.hide(String.valueOf(failure.getMessage()))).doesNotContain("pa ss")
			.contains("mongodb://***@db1/shop");
	}

	@Test
	void hideWhenAUriHasNoUserChangesNothing() {
		String text = "mongodb://db1:27017/shop did not answer";
		assertThat(Secrets.hide(text)).isEqualTo(text);
		assertThat(Secrets.hide(Secrets.hide("mongodb://a:b@db1:27017/shop, write to me@example.com")))
			.isEqualTo("mongodb://***@example.com");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://user:s3@example.com/x", "amqp://user:s3@example.com" })
	void hideWhenAUriIsOfSomethingElseHidesItsUserInfo(String uri) {
		assertThat(Secrets.hide("see " + uri)).contains("://***@example.com").doesNotContain("s3");
	}

	@Test
	void hideWhenAPasswordIsNamedHidesIt() {
		assertThat(Secrets.hide("bad option password='my s3' at spring.mongodb.password=abc, user=x"))
			.isEqualTo("bad option password=*** at spring.mongodb.password=***, user=x");
	}

	@Test
	void hideWhenASecretIsKnownHidesItInEveryForm() {
		Secrets.learn(MongoCredential.createCredential("annabel", "admin", PASSWORD.toCharArray()));
		String encoded = URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8);
		String json = "O'Br\\\"ien & s\\\\n <p\\u00e4 \\u00DF>\\t%+7";
		String html = "O&#39;Br&quot;ien &amp; s\\n &lt;p&#xE4; ß&gt;\t%+7";
		String partly = "O'Br%22ien%20& s%5cn <p%c3%a4 ß>%09%25+7";
		String visible = ControlCharacters.escape(PASSWORD);
		for (String form : new String[] { PASSWORD, encoded, encoded.replace("+", "%20"),
				encoded.replace("+", "%20").replace("%", "%25"), json, html, partly, visible }) {
			assertThat(Secrets.hide("InvalidPassword: [" + form + "] is wrong")).as(form)
				.isEqualTo("InvalidPassword: [***] is wrong");
		}
	}

	@Test
	void learnWhenASecretIsAUsualWordDoesNotHideTheWord() {
		Secrets.learn("shop");
		Secrets.learn("password");
		Secrets.learn("  ");
		assertThat(Secrets.hide("the password of database shop")).isEqualTo("the password of database shop");
	}

}
