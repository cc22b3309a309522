package io.monarch.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.monarch.faults.Ledger.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Ledger}.
 */
class LedgerTests {

	private static final Entry DONE = new Entry("copy-kill", 42, "killed, old", "point 1 of 2", "", "", "abc", "today");

	@TempDir
	Path folder;

	@Test
	void ledgerWhenOpenedAgainGoesOnWithItsSeedAndRounds() throws IOException {
		Path file = this.folder.resolve("ledger");
		new Ledger(file, 42).add(DONE);
		Ledger again = new Ledger(file, 7);
		assertThat(again.seed()).isEqualTo(42);
		assertThat(again.has(Kind.COPY_KILL, 42)).isTrue();
		assertThat(again.has(Kind.COPY_KILL, 43)).isFalse();
		assertThat(again.entries()).containsExactly(DONE);
	}

	@Test
	void lineThatWasCutShortIsPlayedAgain() throws IOException {
		Path file = this.folder.resolve("ledger");
		new Ledger(file, 42).add(DONE);
		Files.writeString(file, "{\"kind\": \"copy-kill\", \"se", StandardOpenOption.APPEND);
		Ledger again = new Ledger(file, 42);
		Entry next = new Entry("s3", 42, "done, whole", "PUT", "", "", "abc", "today");
		again.add(next);
		assertThat(new Ledger(file, 42).entries()).containsExactly(DONE, next);
	}

	@Test
	void roundInWhichTheHarnessFailedIsPlayedAgain() throws IOException {
		Ledger ledger = new Ledger(null, 42);
		ledger.add(new Entry("s3", 42, "", "", "", "it broke", "abc", "today"));
		assertThat(ledger.has(Kind.S3, 42)).isFalse();
		ledger.add(new Entry("s3", 42, "done, whole", "PUT", "", "", "abc", "today"));
		assertThat(ledger.has(Kind.S3, 42)).isTrue();
		assertThat(ledger.failures(Kind.S3)).as("of which one was played again").isOne();
	}

	@Test
	void reportWhenMostRoundsBrokeNothingNamesTheirKind() throws IOException {
		Ledger ledger = new Ledger(null, 42);
		ledger.add(DONE);
		ledger.add(new Entry("s3", 42, "missed", "", "", "", "abc", "today"));
		ledger.add(new Entry("disk", 42, "not played: no mount", "", "", "", "abc", "today"));
		assertThat(new Report(ledger).seldomStruck()).containsExactly("s3");
	}

}
