package io.monarch.batch;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BatchSettings}.
 */
class BatchSettingsTests {

	private final Batches batches = Batches.of("dogs").share(0.8).maxLag(Duration.ofSeconds(3)).size(7).threads(2);

	@Test
	void whatIsNotSetIsWhatTheMigrationSays() {
		Batches applied = BatchSettings.NONE.applyTo(this.batches);
		assertThat(applied.share()).isEqualTo(0.8);
		assertThat(applied.maximumLag()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void whatIsSetReplacesWhatTheMigrationSays() {
		Batches applied = new BatchSettings(0.3, Duration.ofSeconds(1)).applyTo(this.batches);
		assertThat(applied.share()).isEqualTo(0.3);
		assertThat(applied.maximumLag()).isEqualTo(Duration.ofSeconds(1));
		assertThat(applied.size()).isEqualTo(7);
		assertThat(applied.threads()).isEqualTo(2);
		assertThat(new BatchSettings(1.0, null).applyTo(this.batches).share()).isEqualTo(1);
		assertThat(new BatchSettings(null, Duration.ofSeconds(1)).applyTo(this.batches).share()).isEqualTo(0.8);
	}

}
