package io.monarch.transfer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.lock.LockSettings;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for interruptions between the first write of a replacement or a drop and what
 * follows it.
 */
@RealMongo
class InterruptedBeginningIntegrationTests {

	private final ReplacementRecovery recovery = new ReplacementRecovery(Copies.LOCKS);

	private TestDatabase source;

	private TestDatabase target;

	@BeforeEach
	void fill(TestDatabase database) {
		this.source = database;
		this.source.collection("dogs").insertOne(new Document("name", "new"));
		this.target = TestDatabase.create();
		this.target.collection("dogs").insertOne(new Document("name", "old"));
	}

	@AfterEach
	void drop() {
		this.target.close();
	}

	@Test
	void copyInPlaceWhenInterruptedBeforeItDropsAnythingLeavesTheDatabaseUsable() {
		Map<String, String> before = Picture.of(this.target.database());
		interruptCopyInPlace();
		assertThat(this.recovery.find(this.target.environment())).isEmpty();
		assertThat(Picture.of(this.target.database())).isEqualTo(before);
	}

	@Test
	void copyInPlaceWhenInterruptedBeforeItDropsAnythingKeepsAnEarlierInterruption() {
		InterruptedSwaps.beginInPlace(this.target, "backup 'earlier'", null);
		InterruptedReplacement earlier = this.recovery.find(this.target.environment()).orElseThrow();
		interruptCopyInPlace();
		assertThat(this.recovery.find(this.target.environment())).contains(earlier);
	}

	/**
	 * The record of the lock goes with the database, and the server may take its time to
	 * tell a majority.
	 */
	@Test
	void dropIsNotInterruptedByTheLossOfTheLockThatItDrops() {
		AtomicReference<Boolean> interrupted = new AtomicReference<>();
		LockSettings quick = new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofMillis(10),
				Duration.ofSeconds(60));
		try (Environments environments = listening((event) -> event.getCommandName().equals("dropDatabase"),
				() -> interrupted.set(isInterruptedMeanwhile()))) {
			Environment environment = environments.get("target");
			new DatabaseReplacement(Copies.locks(quick)).drop(environment, Copies.approval(environment),
					new TransferListener() {
					});
		}
		assertThat(interrupted).hasValue(false);
		assertThat(this.target.database().listCollectionNames()).isEmpty();
	}

	private static boolean isInterruptedMeanwhile() {
		Thread holder = Thread.currentThread();
		await().atMost(Duration.ofSeconds(10)).during(Duration.ofMillis(500)).until(() -> true);
		return holder.isInterrupted();
	}

	private void interruptCopyInPlace() {
		try (Environments environments = listening((event) -> event.getCommand().toJson().contains("\"inPlace\": true"),
				() -> Thread.currentThread().interrupt())) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> Copies.copy(this.source.environment(), environments.get("target"), true))
				.withMessage("Cancelled.");
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	/**
	 * Return the target, with something that is done when a command has succeeded, before
	 * the driver returns.
	 */
	private Environments listening(Predicate<CommandStartedEvent> command, Runnable action) {
		MongoClientSettings settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(this.target.uri()))
			.addCommandListener(new CommandListener() {

				private int request = -1;

				@Override
				public synchronized void commandStarted(CommandStartedEvent event) {
					if (command.test(event)) {
						this.request = event.getRequestId();
					}
				}

				@Override
				public void commandSucceeded(CommandSucceededEvent event) {
					if (isRequested(event)) {
						action.run();
					}
				}

				private synchronized boolean isRequested(CommandSucceededEvent event) {
					return event.getRequestId() == this.request;
				}

			})
			.build();
		return Environments.of(List.of(new EnvironmentSettings("target", settings, this.target.name(), null)),
				"target");
	}

}
