package io.monarch.lock;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.mongodb.MongoException;
import de.bwaldvogel.mongo.bson.Document;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.ServerInfo;
import io.monarch.testsupport.TestImitation;
import io.monarch.testsupport.TestLocks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for the lock and the first contact on servers that are not the MongoDB that
 * Monarch is made for.
 */
class OtherServersTests {

	private static final LockSettings SETTINGS = new LockSettings(Duration.ofSeconds(20), Duration.ofSeconds(10),
			Duration.ofSeconds(2), Duration.ofMillis(100));

	private final TestImitation server = new TestImitation();

	private Environments environments;

	private Environment environment;

	@BeforeEach
	void open() {
		this.environments = this.server.environments();
		this.environment = this.environments.get("test");
	}

	@AfterEach
	void close() {
		this.environments.close();
		this.server.close();
	}

	@ParameterizedTest
	@CsvSource({ "59, no such command: 'hello'", "115, hello is not supported", "238, hello is not implemented",
			"303, Feature not supported: hello", "0, no such cmd: hello" })
	void serverWhenHelloIsUnknownIsAskedByIsMaster(int code, String message) {
		this.server.introducing(Map.of("setName", "rs0", "logicalSessionTimeoutMinutes", 30))
			.refusing("hello", code, message)
			.answering("abortTransaction", (command) -> new Document("ok", 1));
		assertThat(ServerInfo.of(this.environment.mongoDatabase()).isReplicaSetMember()).isTrue();
		assertThat(this.environment.supportsTransactions()).isTrue();
		assertThat(TestLocks.of(SETTINGS).of(this.environment).holder()).isEmpty();
	}

	@Test
	void supportsTransactionsWhenTheServerKnowsNoneIsFalseWhateverItsName() {
		this.server.introducing(Map.of("setName", "rs0", "logicalSessionTimeoutMinutes", 30));
		assertThat(this.environment.supportsTransactions()).isFalse();
		assertThat(this.server.commands()).contains("abortTransaction");
	}

	@Test
	void supportsTransactionsWhenThereAreNoSessionsIsFalse() {
		this.server.introducing(Map.of("setName", "rs0"));
		assertThat(this.environment.supportsTransactions()).isFalse();
	}

	@Test
	void filterOfTheLockIsOneFlatDocument() {
		try (Lease lease = TestLocks.of(SETTINGS).of(this.environment).tryAcquire()) {
			assertThat(lease).isNotNull();
			lease.fence(this.environment.mongoDatabase());
		}
		assertThat(this.server.sent("findAndModify")).extracting((command) -> (Document) command.get("query"))
			.filteredOn((query) -> query.get("_id").equals("migrations"))
			.isNotEmpty()
			.allSatisfy((query) -> assertThat(query).containsOnlyKeys("_id", "until", "format", "token"));
		assertThat(this.server.sent("update")).isNotEmpty()
			.allSatisfy((command) -> assertThat(command.toString()).contains("token").doesNotContain("$and"));
	}

	@Test
	void tryAcquireWhenAnotherDocumentComesBackRefuses() {
		this.server.answering("findAndModify",
				(command) -> answer(new Document("_id", "other").append("owner", owner(command)).append("token", 1L)));
		MonarchException failure = tryAcquire();
		assertThat(failure).hasMessageContaining("cannot hold Monarch's lock").hasMessageContaining("\"other\"");
		assertThat(failure.action()).contains("docs/servers.md");
		assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
	}

	@Test
	void tryAcquireWhenTheServerGivesTheLockToEveryoneRefuses() {
		this.server.answering("findAndModify", (command) -> answer(
				new Document("_id", "migrations").append("owner", owner(command)).append("token", 1L)));
		assertThat(tryAcquire()).hasMessageContaining("cannot hold Monarch's lock")
			.hasMessageContaining("a second process");
		assertThat(this.server.commands()).endsWith("update", "update");
	}

	@Test
	void tryAcquireWhenAnotherHasChangedTheRecordMeanwhileIsNotTheOwner() {
		this.server.answering("find", (command) -> new Document("ok", 1).append("cursor",
				new Document("id", 0L).append("ns", "dogs.monarch_lock").append("firstBatch", List.of())));
		assertThat(TestLocks.of(SETTINGS).of(this.environment).tryAcquire()).isNull();
	}

	@Test
	void tryAcquireWhenTheServerTellsNoTimeRefuses() {
		this.server.introducing(Map.of("localTime", "noon"));
		assertThat(tryAcquire()).hasMessageContaining("localTime");
	}

	@ParameterizedTest
	@CsvSource({ "20, Transaction numbers are only allowed on a replica set member or mongos",
			"301, Retryable writes are not supported" })
	void failureWhenRetryableWritesAreRefusedSaysWhatToAdd(int code, String message) {
		this.server.introducing(Map.of("setName", "rs0", "logicalSessionTimeoutMinutes", 30))
			.refusing("findAndModify", code, message);
		MongoException cause = catchThrowableOfType(MongoException.class,
				() -> TestLocks.of(SETTINGS).of(this.environment).tryAcquire());
		EnvironmentException failure = EnvironmentException.of(this.environment, cause);
		assertThat(failure).hasMessageContaining("does not support retryable writes")
			.hasMessageContaining(this.environment.description());
		assertThat(failure.action()).contains("retryWrites=false");
		assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
	}

	@ParameterizedTest
	@ValueSource(ints = { 6, 99 })
	void clientWhenTheServerIsTooOldOrTooNewSaysSo(int wireVersion) {
		this.server.introducing(Map.of("minWireVersion", (wireVersion == 99) ? 99 : 0, "maxWireVersion", wireVersion));
		MonarchException failure = catchThrowableOfType(MonarchException.class, () -> this.environment.client());
		assertThat(failure).hasMessageContaining(this.environment.description())
			.hasMessageContaining((wireVersion == 99) ? "too new" : "too old")
			.hasMessageContaining("wire version " + wireVersion);
		assertThat(failure.action()).startsWith("Upgrade the " + ((wireVersion == 99) ? "driver" : "server"));
		assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
	}

	private MonarchException tryAcquire() {
		return catchThrowableOfType(MonarchException.class,
				() -> TestLocks.of(SETTINGS).of(this.environment).tryAcquire());
	}

	private static Document answer(Document value) {
		return new Document("ok", 1).append("value", value);
	}

	private static Object owner(Document command) {
		return ((Document) ((Document) command.get("update")).get("$set")).get("owner");
	}

}
