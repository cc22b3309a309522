package io.monarch.shell;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.Protection;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionSummary;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TransferProgress} and {@link MigrationProgress}.
 */
class ProgressTests {

	private static final long MEBIBYTE = 1 << 20;

	private final AtomicLong now = new AtomicLong();

	private final StringWriter notices = new StringWriter();

	private int columns = 80;

	@Test
	void rateAndTimeLeftAreShownOfEachCollectionAndOfAll() {
		TransferProgress progress = new TransferProgress(session(Screen.NONE), this.now::get);
		progress.started(List.of(collection("dogs", 100 * MEBIBYTE), collection("owners", 20 * MEBIBYTE)));
		progress.progress("owners", 1, MEBIBYTE);
		progress.finished(new CollectionSummary("owners", 1, MEBIBYTE, 1));
		progress.progress("dogs", 1000, 0);
		pass(Duration.ofSeconds(2));
		progress.progress("dogs", 1000, 10 * MEBIBYTE);
		progress.show();
		assertThat(this.notices.toString().lines()).containsExactly(
				"1 of 2 collections, 2,001 documents, 11.0 MiB of 120.0 MiB, 5.5 MiB/s, about 20 s left",
				"  dogs: 2,000 documents, 10.0 MiB of 100.0 MiB, 5.0 MiB/s, about 18 s left");
		progress.show();
		pass(Duration.ofSeconds(2));
		progress.show();
		assertThat(this.notices.toString().lines()).hasSize(2);
		progress.progress("dogs", 1, 100 * MEBIBYTE);
		progress.swapping();
		pass(Duration.ofSeconds(3));
		progress.show();
		assertThat(this.notices.toString()).contains("finishing").contains("putting the new in the place of the old");
		progress.close();
	}

	@Test
	void nothingIsShownOfWhatTakesLessThanASecond() {
		TransferProgress progress = new TransferProgress(session(Screen.NONE), this.now::get);
		pass(Duration.ofMillis(900));
		progress.started(List.of(collection("dogs", 1)));
		progress.show();
		progress.close();
		pass(Duration.ofSeconds(60));
		progress.show();
		assertThat(this.notices.toString()).isEmpty();
	}

	@Test
	void linesAreRedrawnWithinTheWidthThatTheTerminalHasNow() {
		Session session = session(Screen.terminal("xterm", "", () -> this.columns));
		TransferProgress progress = new TransferProgress(session, this.now::get);
		progress.started(List.of(collection("dogs", MEBIBYTE), collection("owners", MEBIBYTE)));
		progress.progress("dogs", 1, 1);
		pass(Duration.ofSeconds(1));
		progress.show();
		this.columns = 30;
		pass(Duration.ofSeconds(1));
		progress.show();
		String second = this.notices.toString().substring(this.notices.toString().lastIndexOf("\u001b[1A\r"));
		assertThat(second.replaceAll("\u001b\\[\\d*[AJ]|\r", "").lines()).hasSize(2)
			.allMatch((line) -> line.length() < 30)
			.first()
			.asString()
			.startsWith("0 of 2 collections, 1 documen");
		progress.warned("it is late");
		assertThat(this.notices.toString())
			.endsWith("\u001b[1A\r\u001b[JWarning: it is late." + System.lineSeparator());
		progress.close();
	}

	@Test
	void manyCollectionsAtOnceAreANumber() {
		TransferProgress progress = new TransferProgress(session(Screen.NONE), this.now::get);
		progress.started(List.of());
		List.of("a", "b", "c", "d", "e", "f").forEach((name) -> progress.progress(name, 1, 1));
		pass(Duration.ofSeconds(1));
		progress.show();
		assertThat(this.notices.toString().lines()).hasSize(5).last().isEqualTo("  and 3 more");
		progress.close();
	}

	@Test
	void migrationShowsHowFarItIsAndHowLongThatTakes() {
		try (Environments environments = Environments
			.of(List.of(CommandHarness.settings("dev", "mongodb://localhost:1/", Protection.OPEN)), "dev");
				MigrationProgress progress = new MigrationProgress(session(Screen.NONE), "Running", false,
						this.now::get)) {
			Environment environment = environments.get("dev");
			pass(Duration.ofSeconds(30));
			progress.show();
			progress.started(environment, "1_first");
			pass(Duration.ofSeconds(4));
			progress.show();
			progress.progress("1_first", 1_000, 10_000);
			pass(Duration.ofSeconds(6));
			progress.show();
			progress.applied(environment, "1_first", Duration.ofSeconds(10));
			pass(Duration.ofSeconds(60));
			progress.show();
		}
		assertThat(this.notices.toString().lines()).containsExactly("Running 1_first on 'dev'", "  1_first: 4 s",
				"  1_first: 10 s, 1,000 of 10,000 (10 %), 100/s, about 90 s left");
	}

	private Session session(Screen screen) {
		return new Session(new Output(new PrintWriter(new StringWriter()), Screen.NONE, new PrintWriter(this.notices),
				screen, Highlighter.NONE), null);
	}

	private void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

	private static CollectionDefinition collection(String name, long bytes) {
		return new CollectionDefinition(name, CollectionDefinition.Kind.COLLECTION, new BsonDocument(), List.of(), "",
				1, bytes);
	}

}
