package io.monarch.foreign;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ErrorTrace}.
 */
class ErrorTraceTests {

	@Test
	void traceAsMongockWritesItIsReadToItsFirstLineAndHidesSecrets() {
		String trace = "{\"execution-error\":\"java.lang.IllegalStateException: no user: "
				+ "mongodb://bob:hunter2secret@db/shop?a\\u003db\\u0026password\\u003dhunter2secret\\n\\tat com.example.A.b(A.java:1)\"}";
		assertThat(ErrorTrace.firstLine(trace)).startsWith("java.lang.IllegalStateException: no user: ")
			.doesNotContain("hunter2secret", "u003d", "com.example");
	}

	@Test
	void errorOfARollbackIsReadToo() {
		assertThat(ErrorTrace.firstLine("{\"rollback-error\":\"java.lang.Error: x\\n\\tat a.B\"}"))
			.isEqualTo("java.lang.Error: x");
	}

}
