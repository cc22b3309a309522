package io.monarch.environment;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CleanLog}.
 */
class CleanLogTests {

	private static final String HOSTILE = "dogs\u001b[2J\n\u202e\ud800 mongodb://ada:hunter2@db/x";

	private static final String CLEAN = "dogs\\u001b[2J\\u000a\\u202e\\ud800 mongodb://***@db/x";

	private final Logger logger = (Logger) LoggerFactory.getLogger(CleanLogTests.class);

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.lines.start();
		this.logger.setLevel(Level.DEBUG);
		this.logger.setAdditive(false);
		this.logger.addAppender(this.lines);
	}

	@AfterEach
	void stop() {
		this.logger.detachAppender(this.lines);
		this.logger.setAdditive(true);
		this.logger.setLevel(null);
	}

	@Test
	void everyLineIsWithoutSecretsAndCharactersThatATerminalObeys() {
		CleanLog log = CleanLog.of(CleanLogTests.class);
		log.debug(HOSTILE);
		log.info(HOSTILE);
		log.warn(HOSTILE);
		log.error(HOSTILE);
		log.error(HOSTILE, new IllegalStateException(HOSTILE));
		assertThat(this.lines.list).hasSize(5)
			.allSatisfy((line) -> assertThat(line.getFormattedMessage()).isEqualTo(CLEAN));
		assertThat(this.lines.list.get(4).getThrowableProxy().getMessage())
			.isEqualTo("java.lang.IllegalStateException: " + CLEAN.replace("\\ud800", "\ufffd"));
	}

}
