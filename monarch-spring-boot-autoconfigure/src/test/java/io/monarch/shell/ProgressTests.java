package io.monarch.shell;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.Protection;
import io.monarch.lock.LockHolder;
import io.monarch.shell.terminal.Screen;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionSummary;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

import org.springframework.shell.core.InputReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TransferProgress} and {@link MigrationProgress}.
 */
class ProgressTests {

	private static final long MEBIBYTE = 1 << 20;

	private static final String FIRST = "Connecting to 'dev'";

	private final AtomicLong now = new AtomicLong();

	private final StringWriter notices = new StringWriter();

	private int columns = 80;

	@Test
	void percentageAndTimeLeftComeFirstOfAllAndOfEachCollection() {
		TransferProgress progress = new TransferProgress(terminal(), FIRST, this.now::get);
		progress.started(List.of(collection("dogs", 20_000, 100 * MEBIBYTE), collection("owners", 1, 20 * MEBIBYTE)));
		progress.opened("owners");
		progress.opened("dogs");
		progress.progress("owners", 1, MEBIBYTE);
		progress.finished(new CollectionSummary("owners", 1, MEBIBYTE, 1));
		progress.progress("dogs", 1000, 0);
		pass(Duration.ofSeconds(2));
		progress.progress("dogs", 1000, 10 * MEBIBYTE);
		assertThat(shown(progress)).containsExactly(
				"9 %, 19 s left, 11.0 MiB of 120.0 MiB, 5.5 MiB/s, 2,001 documents, 1 of 2 collections",
				"  10 %, 18 s left, dogs, 10.0 MiB of 100.0 MiB, 5.0 MiB/s, 2,000 documents");
		progress.progress("dogs", 18_000, 109 * MEBIBYTE);
		pass(Duration.ofSeconds(3));
		assertThat(shown(progress)).first().asString().startsWith("99 %, finishing, 120.0 MiB, ");
		progress.swapping();
		pass(Duration.ofSeconds(3));
		assertThat(shown(progress)).first().isEqualTo("Swapping the collections, 1 of 2 collections");
		progress.close();
	}

	@Test
	void documentsOfATimeSeriesAreBuckets() {
		TransferProgress progress = new TransferProgress(terminal(), FIRST, this.now::get);
		progress.started(List.of(collection("dogs", 10, 1000), new CollectionDefinition("weights",
				CollectionDefinition.Kind.TIME_SERIES, new BsonDocument(), List.of(), "", 4, 1000)));
		progress.opened("dogs");
		progress.opened("weights");
		progress.progress("weights", 3, 500);
		pass(Duration.ofSeconds(3));
		List<String> shown = shown(progress);
		assertThat(shown).first().asString().contains(", 3 time-series buckets, ");
		assertThat(shown).last().asString().endsWith(", 3 time-series buckets");
		progress.progress("dogs", 2, 500);
		pass(Duration.ofSeconds(3));
		assertThat(shown(progress)).first().asString().contains(", 2 documents and 3 time-series buckets, ");
		progress.close();
	}

	@Test
	void timeLeftIsThatAtTheSpeedOfTheLastSecondsByBytesAndDocuments() {
		TransferProgress progress = new TransferProgress(terminal(), FIRST, this.now::get);
		progress.started(List.of(collection("files", 1000, 1000 * MEBIBYTE), collection("tags", 99_000, 0)));
		progress.opened("files");
		for (int i = 0; i < 100; i++) {
			pass(Duration.ofMillis(500));
			progress.progress("files", 5, 5 * MEBIBYTE);
		}
		assertThat(shown(progress)).first().asString().startsWith("25 %, 2 min 28 s left, ");
		for (int i = 0; i < 20; i++) {
			pass(Duration.ofMillis(500));
			progress.progress("files", 25, 25 * MEBIBYTE);
		}
		assertThat(shown(progress)).first().asString().startsWith("50 %, 20 s left, ");
		pass(Duration.ofSeconds(60));
		assertThat(shown(progress)).first().asString().startsWith("50 %, 1000.0 MiB, ");
		progress.close();
	}

	@Test
	void collectionIsShownFromWhenItIsOpenedAndItsRateFromTwoSecondsOn() {
		TransferProgress progress = new TransferProgress(terminal(), FIRST, this.now::get);
		progress.started(List.of(collection("dogs", 10, 100 * MEBIBYTE)));
		pass(Duration.ofSeconds(100));
		progress.opened("dogs");
		pass(Duration.ofMillis(1500));
		progress.progress("dogs", 0, 0);
		assertThat(shown(progress)).last().isEqualTo("  0 %, dogs, 0 B of 100.0 MiB, 0 documents");
		pass(Duration.ofMillis(500));
		progress.progress("dogs", 1, 10 * MEBIBYTE);
		assertThat(shown(progress)).last()
			.isEqualTo("  10 %, 18 s left, dogs, 10.0 MiB of 100.0 MiB, 5.0 MiB/s, 1 document");
		progress.close();
	}

	@Test
	void whereThereIsNoTerminalThereIsOneLineEverMoreSeldom() {
		TransferProgress progress = new TransferProgress(session(Screen.NONE), FIRST, this.now::get);
		progress.started(List.of(collection("dogs", 1000, MEBIBYTE)));
		progress.opened("dogs");
		for (int second = 0; second < 3600; second++) {
			pass(Duration.ofSeconds(1));
			progress.show();
		}
		assertThat(this.notices.toString().lines()).hasSizeBetween(12, 18)
			.allMatch((line) -> line.endsWith("0 of 1 collection"));
		progress.close();
	}

	@Test
	void quietShowsNoProgressButWarnings() {
		Session session = session(Screen.NONE);
		session.setQuiet(true);
		TransferProgress progress = new TransferProgress(session, FIRST, this.now::get);
		pass(Duration.ofSeconds(60));
		progress.show();
		progress.warned("It is late");
		session.inform("Nice to know");
		assertThat(this.notices.toString().lines()).containsExactly("Warning: It is late.");
		progress.close();
	}

	@Test
	void connectingAndWaitingForTheLockAreShownWithTheirTimes() {
		try (Environments environments = Environments
			.of(List.of(CommandHarness.settings("dev", "mongodb://localhost:1/", Protection.OPEN)), "dev");
				TransferProgress progress = new TransferProgress(session(Screen.NONE), FIRST, this.now::get);
				MigrationProgress migrations = new MigrationProgress(session(Screen.NONE), "Running", false,
						this.now::get)) {
			LockHolder holder = new LockHolder("host:1:a", Instant.now().minusSeconds(200), Instant.now(), 1);
			pass(Duration.ofSeconds(3));
			progress.show();
			progress.waiting(environments.get("dev"), holder);
			migrations.waiting(environments.get("dev"), holder);
			pass(Duration.ofSeconds(7));
			progress.show();
			migrations.show();
			assertThat(this.notices.toString().lines()).startsWith("Connecting to 'dev', 3 s")
				.endsWith("Waiting for the lock of 'dev', 7 s", "Waiting for the lock of 'dev', 7 s")
				.hasSize(5)
				.element(1)
				.asString()
				.startsWith("Waiting for the lock of 'dev', held by host:1:a since ")
				.endsWith(" (3 min ago)");
		}
	}

	@Test
	void nothingIsShownWhileAQuestionIsAskedOrALaterOneHasSomethingToShow() throws Exception {
		List<String> seen = new CopyOnWriteArrayList<>();
		Output output = output(Screen.NONE);
		Ticker[] tickers = new Ticker[1];
		Session session = new Session(output, new InputReader() {

			@Override
			public String readInput(String prompt) {
				tickers[0].show();
				seen.add(ProgressTests.this.notices.toString());
				return "";
			}

		});
		tickers[0] = new Ticker(session, this.now::get, () -> List.of("outer"));
		session.add(tickers[0]);
		pass(Duration.ofSeconds(9));
		session.ask("Continue?");
		assertThat(seen).containsExactly("");
		Ticker inner = new Ticker(session, this.now::get, () -> List.of("inner"));
		session.add(inner);
		tickers[0].show();
		assertThat(this.notices.toString()).isEmpty();
		inner.close();
		tickers[0].show();
		assertThat(this.notices.toString().strip()).isEqualTo("outer");
		tickers[0].close();
	}

	@Test
	void silenceOfMoreThanASecondIsExplained() throws Exception {
		Session session = session(Screen.NONE);
		try (Ticker unused = Ticker.whereNothingElseIsSaid(session, "Waiting for 'dev'")) {
			long last = sayForMoreThanASecond(session);
			assertThat(this.notices.toString().lines()).containsOnly("Said");
			await().until(() -> !lastNotice().equals("Said"));
			assertThat(lastNotice()).matches("Waiting for 'dev', \\d+ s");
			assertThat(Long.parseLong(lastNotice().replaceAll("\\D", ""))).as("since the last that was said")
				.isBetween(1L, Duration.ofNanos(System.nanoTime() - last).toSeconds());
		}
	}

	/**
	 * Say something again and again, without a silence of a second: where the machine
	 * makes one, begin anew.
	 * @return when something was said for the last time, or just before
	 */
	private long sayForMoreThanASecond(Session session) throws InterruptedException {
		long last = System.nanoTime();
		for (int times = 0; times < 15; times++) {
			Thread.sleep(100);
			long before = System.nanoTime();
			session.say("Said");
			if (System.nanoTime() - last > Duration.ofMillis(900).toNanos()) {
				this.notices.getBuffer().setLength(0);
				times = 0;
			}
			last = before;
		}
		return last;
	}

	private String lastNotice() {
		return this.notices.toString().lines().reduce("", (first, second) -> second);
	}

	@Test
	void environmentsInRedrawnLinesAreColoured() {
		try (CommandHarness shell = new CommandHarness(
				List.of(CommandHarness.settings("dev", "mongodb://localhost:1/", Protection.OPEN)), Path.of("."))) {
			Output output = new Output(new PrintWriter(new StringWriter()), Screen.NONE, new PrintWriter(this.notices),
					Screen.terminal("xterm", "", () -> 24), new Highlighter(() -> shell.environments));
			output.redraw(List.of("Connecting to 'dev', and to others"));
			assertThat(this.notices.toString()).endsWith("\r\u001b[JConnecting to '\u001b[1;32mdev\u001b[0m', an");
		}
	}

	@Test
	void nothingIsShownOfWhatTakesLessThanASecond() {
		TransferProgress progress = new TransferProgress(session(Screen.NONE), FIRST, this.now::get);
		pass(Duration.ofMillis(900));
		progress.started(List.of(collection("dogs", 1, 1)));
		progress.show();
		progress.close();
		pass(Duration.ofSeconds(60));
		progress.show();
		assertThat(this.notices.toString()).isEmpty();
	}

	@Test
	void linesAreRedrawnWithinTheWidthThatTheTerminalHasNow() {
		Session session = session(Screen.terminal("xterm", "", () -> this.columns));
		TransferProgress progress = new TransferProgress(session, FIRST, this.now::get);
		progress.started(List.of(collection("dogs", 500, MEBIBYTE), collection("owners", 500, MEBIBYTE)));
		progress.opened("dogs");
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
			.startsWith("0 %, 66 min 36 s left, 1 B of");
		progress.warned("it is late");
		assertThat(this.notices.toString())
			.endsWith("\u001b[1A\r\u001b[JWarning: it is late." + System.lineSeparator());
		progress.close();
	}

	@Test
	void manyCollectionsAtOnceAreANumber() {
		TransferProgress progress = new TransferProgress(terminal(), FIRST, this.now::get);
		progress.started(List.of());
		List.of("a", "b", "c", "d", "e", "f").forEach(progress::opened);
		pass(Duration.ofSeconds(1));
		assertThat(shown(progress)).hasSize(5).last().isEqualTo("  and 3 more");
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
				"  10 %, 90 s left, 1_first, 1,000 of 10,000, 100/s, 10 s");
	}

	@Test
	void migrationThatContinuesCountsOnlyWhatItDoesNow() {
		try (Environments environments = Environments
			.of(List.of(CommandHarness.settings("dev", "mongodb://localhost:1/", Protection.OPEN)), "dev");
				MigrationProgress progress = new MigrationProgress(session(Screen.NONE), "Running", false,
						this.now::get)) {
			progress.started(environments.get("dev"), "1_first");
			progress.progress("1_first", 4_000_000, 10_000_000);
			pass(Duration.ofSeconds(1));
			progress.show();
			for (int i = 1; i <= 6; i++) {
				pass(Duration.ofSeconds(1));
				progress.progress("1_first", 4_000_000 + i * 20_000, 10_000_000);
			}
			progress.show();
		}
		assertThat(this.notices.toString().lines()).containsExactly("Running 1_first on 'dev'",
				"  40 %, 1_first, 4,000,000 of 10,000,000, 1 s",
				"  41 %, 5 min 43 s left, 1_first, 4,120,000 of 10,000,000, 17,143/s, 7 s");
	}

	private Session session(Screen screen) {
		return new Session(output(screen), null);
	}

	private Output output(Screen screen) {
		return new Output(new PrintWriter(new StringWriter()), Screen.NONE, new PrintWriter(this.notices), screen,
				Highlighter.NONE);
	}

	private Session terminal() {
		return session(Screen.terminal("xterm", "", () -> 120));
	}

	/**
	 * Return the lines that are redrawn next.
	 */
	private List<String> shown(TransferProgress progress) {
		this.notices.getBuffer().setLength(0);
		progress.show();
		return this.notices.toString().replaceAll("\u001b\\[\\d*[AJ]|\r", "").lines().toList();
	}

	private void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

	private static CollectionDefinition collection(String name, long documents, long bytes) {
		return new CollectionDefinition(name, CollectionDefinition.Kind.COLLECTION, new BsonDocument(), List.of(), "",
				documents, bytes);
	}

}
