package io.monarch.migration;

import java.time.Duration;
import java.util.Random;

import io.monarch.migration.MigrationStatus.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link MeasuredProgress} and its line in the log.
 */
class MeasuredProgressTests {

	private static final long TOTAL = 10_000_000;

	private final MeasuredProgress measured = new MeasuredProgress(0);

	private long now;

	/**
	 * Batches of a second or less, of different sizes, reported at most once a second.
	 */
	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void timeLeftAfterATenthOfTheWorkIsAccurateToWithinAFifth(long seed) {
		Random random = new Random(seed);
		pass(Duration.ofMillis(400));
		long first = 4_000_000;
		this.measured.add(this.now, first, TOTAL);
		long begun = this.now;
		long done = first;
		long reportedAt = this.now;
		double perSecond = 20_000;
		while (done < TOTAL) {
			long batch = 500 + random.nextInt(500);
			pass(Duration.ofNanos((long) (batch / perSecond * 1e9 * (0.5 + random.nextDouble()))));
			done += batch;
			if (this.now - reportedAt >= 1_000_000_000L) {
				reportedAt = this.now;
				this.measured.add(this.now, done, TOTAL);
			}
			if (done - first > (TOTAL - first) / 10) {
				// The last report is up to a second old, and seconds are rounded.
				double really = (TOTAL - done) * (double) (this.now - begun) / (done - first) / 1e9;
				Progress progress = this.measured.at(this.now + random.nextInt(900_000_000));
				assertThat((double) progress.left().toSeconds()).isCloseTo(really, within(really * 0.2 + 2));
				assertThat(progress.perSecond()).isCloseTo(perSecond, within(perSecond * 0.2));
			}
		}
	}

	@Test
	void whatEarlierRunsDidDoesNotCount() {
		pass(Duration.ofMillis(50));
		this.measured.add(this.now, 4_000_000, TOTAL);
		assertThat(at()).isEqualTo(new Progress(4_000_000, TOTAL, 0));
		assertThat(at().left()).isNull();
		pass(Duration.ofSeconds(1));
		this.measured.add(this.now, 4_001_000, TOTAL);
		assertThat(at().perSecond()).isZero();
		pass(Duration.ofSeconds(1));
		this.measured.add(this.now, 4_002_000, TOTAL);
		assertThat(at().perSecond()).isEqualTo(1000);
		assertThat(at().percent()).isEqualTo(40);
		assertThat(at().left()).isEqualTo(Duration.ofSeconds(5998));
	}

	@Test
	void speedAfterAPauseIsThatAfterwards() {
		pass(Duration.ofMillis(50));
		long done = 0;
		for (int i = 0; i < 30; i++) {
			this.measured.add(this.now, done += 1000, TOTAL);
			pass(Duration.ofSeconds(1));
		}
		assertThat(at().perSecond()).isEqualTo(1000);
		pass(Duration.ofMinutes(10));
		assertThat(at().perSecond()).isZero();
		assertThat(at().left()).isNull();
		for (int i = 0; i < 4; i++) {
			this.measured.add(this.now, done += 500, TOTAL);
			pass(Duration.ofSeconds(1));
		}
		assertThat(at().perSecond()).isEqualTo(500);
	}

	@Test
	void migrationThatReportsRarelyHasASpeed() {
		pass(Duration.ofSeconds(20));
		this.measured.add(this.now, 100, 1000);
		assertThat(at().perSecond()).isEqualTo(5);
		for (int i = 2; i < 8; i++) {
			pass(Duration.ofSeconds(20));
			this.measured.add(this.now, 100 * i, 1000);
			assertThat(at().perSecond()).isEqualTo(5);
		}
		assertThat(at().left()).isEqualTo(Duration.ofSeconds(60));
	}

	@Test
	void speedFollowsTheLastMinute() {
		long done = 0;
		for (int i = 0; i < 300; i++) {
			this.measured.add(this.now, done += (i < 200) ? 1000 : 200, TOTAL);
			pass(Duration.ofSeconds(1));
		}
		assertThat(at().perSecond()).isEqualTo(200);
	}

	@Test
	void totalMayBeUnknownOrTooSmall() {
		this.measured.add(this.now, 5, 0);
		assertThat(at().percent()).isNull();
		assertThat(at().left()).isNull();
		assertThat(new Progress(7, 5, 1).percent()).isEqualTo(100);
		assertThat(new Progress(7, 5, 1).left()).isNull();
	}

	@Test
	void lineOfTheLogHasPercentRateAndTimeLeft() {
		assertThat(LoggingMigrationListener.describe(new Progress(0, 0, 0))).isEmpty();
		assertThat(LoggingMigrationListener.describe(new Progress(7, 0, 0))).isEqualTo(": 7");
		assertThat(LoggingMigrationListener.describe(new Progress(1200, 5000, 0))).isEqualTo(": 1200 of 5000 (24 %)");
		assertThat(LoggingMigrationListener.describe(new Progress(4_000_000, TOTAL, 20_000)))
			.isEqualTo(": 4000000 of 10000000 (40 %), 20000/s, 5 min left");
		assertThat(LoggingMigrationListener.describe(new Progress(4000, 10_000, 2.5)))
			.isEqualTo(": 4000 of 10000 (40 %), 2.5/s, 40 min left");
		assertThat(LoggingMigrationListener.describe(new Progress(4_000_000, TOTAL, 400)))
			.isEqualTo(": 4000000 of 10000000 (40 %), 400/s, 4 h 10 min left");
		assertThat(LoggingMigrationListener.describe(new Progress(9_999_000, TOTAL, 100)))
			.isEqualTo(": 9999000 of 10000000 (99 %), 100/s, 10 s left");
	}

	private Progress at() {
		return this.measured.at(this.now);
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
	}

}
