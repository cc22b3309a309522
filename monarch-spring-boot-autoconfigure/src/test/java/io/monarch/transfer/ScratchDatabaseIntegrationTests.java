package io.monarch.transfer;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Updates;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.ConnectionCheckOutStartedEvent;
import com.mongodb.event.ConnectionPoolListener;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.Protection;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.LockSettings;
import io.monarch.queryset.Selector;
import io.monarch.safety.Approval;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestReplicaSet;
import io.monarch.testsupport.TestStandalone;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ScratchDatabase}, on a server of their own: each new one of any test
 * drops those that have expired on its server.
 */
class ScratchDatabaseIntegrationTests {

	private static final EnvironmentLocks LOCKS = Copies.LOCKS;

	private static TestReplicaSet server;

	private TestDatabase database;

	private Environment environment;

	@BeforeAll
	static void start() {
		server = TestReplicaSet.start(1);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void connect() {
		this.database = TestDatabase.on(server.uri());
		this.environment = this.database.environment();
	}

	@AfterEach
	void drop() {
		this.database.close();
	}

	@Test
	void createWritesMarkerBeforeAnythingElse() {
		try (ScratchDatabase scratch = create()) {
			String name = scratch.environment().database();
			assertThat(name).startsWith("monarch_").contains("_monarch_proof_").hasSizeLessThanOrEqualTo(38);
			assertThat(this.database.client().getDatabase(name).listCollectionNames()).containsOnly("monarch_lock");
			assertThat(marker(name).find().first()).containsEntry("database", name)
				.containsEntry("purpose", "proof")
				.containsKeys("owner", "by", "since", "until");
			assertThat(scratch.environment().name()).isEqualTo("test");
		}
	}

	@Test
	void closeDropsDatabaseEvenWhenThreadIsInterrupted() {
		ScratchDatabase scratch = create();
		scratch.environment().mongoDatabase().getCollection("dogs").insertOne(new Document());
		Thread.currentThread().interrupt();
		scratch.close();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(exists(scratch)).isFalse();
	}

	@Test
	void closeDropsDatabaseWhenThreadIsInterruptedAgainAndAgain() {
		Interrupter interrupter = new Interrupter();
		try (Environments environments = environments((settings) -> settings
			.applyToConnectionPoolSettings((pool) -> pool.addConnectionPoolListener(interrupter)))) {
			Environment production = environments.get("production");
			ScratchDatabase scratch = ScratchDatabase.create(production, production, "proof", LOCKS);
			interrupter.interruptions.set(3);
			scratch.close();
			assertThat(Thread.interrupted()).isTrue();
			assertThat(interrupter.interruptions).hasNonPositiveValue();
			assertThat(exists(scratch)).isFalse();
		}
	}

	@Test
	void createWhenMarkerWasWrittenButTheAnswerIsAFailureLeavesNoDatabase() {
		Document fail = new Document("failCommands", List.of("insert")).append("appName", "unlucky")
			.append("writeConcernError", new Document("code", 100).append("errmsg", "not enough members"));
		this.database.client()
			.getDatabase("admin")
			.runCommand(new Document("configureFailPoint", "failCommand").append("mode", new Document("times", 1))
				.append("data", fail));
		List<String> created = new CopyOnWriteArrayList<>();
		try (Environments environments = environments(
				(settings) -> settings.applicationName("unlucky").addCommandListener(new CommandListener() {

					@Override
					public void commandStarted(CommandStartedEvent event) {
						if (event.getCommandName().equals("insert")) {
							created.add(event.getDatabaseName());
						}
					}

				}))) {
			Environment production = environments.get("production");
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> ScratchDatabase.create(production, production, "proof", LOCKS))
				.withMessageContaining("not enough members");
		}
		assertThat(created).hasSize(1);
		assertThat(this.database.client().listDatabaseNames()).doesNotContain(created.get(0));
	}

	@Test
	void markerSurvivesReplacementOfTheDatabase() {
		this.database.collection("dogs").insertOne(new Document("name", "Rex"));
		try (ScratchDatabase scratch = create()) {
			new DatabaseReplacement(LOCKS).replace(new ReplacementRequest(scratch.environment(), scratch.approval(),
					ReplacementRequest.Scope.DATABASE, "test", ReplacementOptions.DEFAULT, new TransferListener() {
					}), (lease) -> MongoSource.open(this.environment, Selector.EVERYTHING, new TransferListener() {
					}));
			assertThat(scratch.environment().mongoDatabase().getCollection("dogs").countDocuments()).isOne();
			assertThat(marker(scratch.environment().database()).find().first()).isNotNull();
		}
	}

	@Test
	void longOrUnusualNameOfDatabaseGivesValidName() {
		String odd = "größe-ñandú-".repeat(4);
		Environment other = this.environment.scratch(this.environment, odd);
		try (ScratchDatabase scratch = ScratchDatabase.create(this.environment, other, "rehearse", LOCKS)) {
			assertThat(scratch.environment().database()).matches("gr__e-_and_-_monarch_rehearse_[0-9a-f]{8}")
				.hasSizeLessThanOrEqualTo(38);
		}
	}

	@Test
	void cleanUpDropsDatabaseOfDeadProcess() {
		ScratchDatabase left = create();
		String name = left.environment().database();
		left.environment().mongoDatabase().getCollection("dogs").insertOne(new Document());
		expire(name);
		assertThat(ScratchDatabase.cleanUp(this.environment, LOCKS)).contains(name);
		assertThat(exists(left)).isFalse();
	}

	@Test
	void createCleansUpFirst() {
		ScratchDatabase left = create();
		expire(left.environment().database());
		try (ScratchDatabase next = create()) {
			assertThat(exists(left)).isFalse();
			assertThat(exists(next)).isTrue();
		}
	}

	@Test
	void cleanUpLeavesDatabaseOfLiveProcess() {
		try (ScratchDatabase live = create()) {
			assertThat(ScratchDatabase.cleanUp(this.environment, LOCKS)).doesNotContain(live.environment().database());
			assertThat(exists(live)).isTrue();
			live.ensureHeld();
		}
	}

	@Test
	void cleanUpLeavesDatabasesThatOnlyLookLikeOne() {
		try (ScratchDatabase copied = create(); ScratchDatabase newer = create(); ScratchDatabase odd = create()) {
			String unmarked = "shop_monarch_proof_0123abcd";
			this.database.client().getDatabase(unmarked).getCollection("dogs").insertOne(new Document());
			expire(copied.environment().database());
			marker(copied.environment().database()).updateOne(new Document(), Updates.set("database", "another"));
			expire(newer.environment().database());
			marker(newer.environment().database()).updateOne(new Document(), Updates.set("format", 2));
			marker(odd.environment().database()).updateOne(new Document(), Updates.set("until", "yesterday"));
			List<String> dropped = ScratchDatabase.cleanUp(this.environment, LOCKS);
			assertThat(dropped).doesNotContain(unmarked, copied.environment().database(),
					newer.environment().database(), odd.environment().database());
			assertThat(List.of(copied, newer, odd)).allMatch(this::exists);
			this.database.client().getDatabase(unmarked).drop();
		}
	}

	@Test
	void ownerWhoseDatabaseWasDroppedByAnotherProcessIsTold() throws InterruptedException {
		EnvironmentLocks quick = Copies.locks(new LockSettings(Duration.ofSeconds(60), Duration.ofSeconds(50),
				Duration.ofMillis(20), Duration.ofSeconds(60)));
		try (ScratchDatabase scratch = ScratchDatabase.create(this.environment, this.environment, "proof", quick)) {
			marker(scratch.environment().database()).updateOne(new Document(), Updates.set("owner", "another"));
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> {
				while (true) {
					scratch.ensureHeld();
					Thread.onSpinWait();
				}
			}).withMessageContaining(scratch.environment().database()).withMessageContaining("was lost");
		}
	}

	@Test
	void renewalWritesMarkerAgainWhenDatabaseWasDroppedByItsOwnMigration() {
		EnvironmentLocks quick = Copies.locks(new LockSettings(Duration.ofSeconds(60), Duration.ofSeconds(50),
				Duration.ofMillis(20), Duration.ofSeconds(60)));
		try (ScratchDatabase scratch = ScratchDatabase.create(this.environment, this.environment, "proof", quick)) {
			String name = scratch.environment().database();
			scratch.environment().mongoDatabase().drop();
			while (marker(name).countDocuments() == 0) {
				Thread.onSpinWait();
			}
			assertThat(marker(name).find().first()).containsEntry("database", name).containsEntry("format", 1);
			scratch.ensureHeld();
		}
	}

	@Test
	void keptDatabaseIsNotDroppedByItsOwnerOrByCleanUp() {
		ScratchDatabase scratch = create();
		scratch.environment().mongoDatabase().getCollection("dogs").insertOne(new Document());
		scratch.keep();
		scratch.close();
		assertThat(ScratchDatabase.cleanUp(this.environment, LOCKS)).isEmpty();
		assertThat(exists(scratch)).isTrue();
		scratch.environment().mongoDatabase().drop();
	}

	@Test
	void approvalIsOnlyForDatabasesOfMonarchsOwn() {
		assertThatIllegalArgumentException().isThrownBy(() -> Approval.ofScratch(this.environment));
	}

	@Test
	void createOnReadOnlyEnvironmentIsRefused() {
		try (Environments environments = environments(this.database.uri(), Protection.READ_ONLY)) {
			Environment production = environments.get("production");
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> ScratchDatabase.create(production, production, "proof", LOCKS))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.REFUSED));
		}
	}

	@Test
	void createWhenUserMayNotCreateDatabasesSaysWhichRolesItNeeds() {
		try (TestStandalone server = TestStandalone.startWithAdmin("x");
				MongoClient admin = MongoClients.create(with(server, "admin"))) {
			admin.getDatabase("admin")
				.runCommand(new Document("createUser", "shop").append("pwd", "x")
					.append("roles", List.of(new Document("role", "dbOwner").append("db", "shop"))));
			try (Environments environments = environments(with(server, "shop"), null)) {
				Environment shop = environments.get("production");
				assertThatExceptionOfType(MonarchException.class)
					.isThrownBy(() -> ScratchDatabase.create(shop, shop, "proof", LOCKS))
					.withMessageContaining("is not allowed to create the temporary database")
					.satisfies((ex) -> assertThat(ex.action()).contains("dbAdminAnyDatabase"));
				grant(admin);
				try (ScratchDatabase scratch = ScratchDatabase.create(shop, shop, "proof", LOCKS)) {
					scratch.ensureHeld();
				}
			}
		}
	}

	private static void grant(MongoClient admin) {
		admin.getDatabase("admin")
			.runCommand(new Document("grantRolesToUser", "shop").append("roles",
					List.of(new Document("role", "readWriteAnyDatabase").append("db", "admin"),
							new Document("role", "dbAdminAnyDatabase").append("db", "admin"))));
	}

	private static String with(TestStandalone server, String user) {
		return server.uri("shop").replace("mongodb://", "mongodb://" + user + ":x@") + "?authSource=admin";
	}

	private static Environments environments(String uri, Protection protection) {
		ConnectionString connection = new ConnectionString(uri);
		MongoClientSettings settings = MongoClientSettings.builder().applyConnectionString(connection).build();
		return Environments
			.of(List.of(new EnvironmentSettings("production", settings, connection.getDatabase(), protection)), "none");
	}

	private Environments environments(Consumer<MongoClientSettings.Builder> changes) {
		ConnectionString connection = new ConnectionString(this.database.uri());
		MongoClientSettings.Builder settings = MongoClientSettings.builder().applyConnectionString(connection);
		changes.accept(settings);
		return Environments.of(List
			.of(new EnvironmentSettings("production", settings.build(), connection.getDatabase(), Protection.OPEN)),
				"none");
	}

	private ScratchDatabase create() {
		return ScratchDatabase.create(this.environment, this.environment, "proof", LOCKS);
	}

	private MongoCollection<Document> marker(String name) {
		return this.database.client().getDatabase(name).getCollection("monarch_lock");
	}

	private void expire(String name) {
		marker(name).updateOne(new Document("_id", "scratch"), Updates.set("until", Date.from(Instant.EPOCH)));
	}

	private boolean exists(ScratchDatabase scratch) {
		return this.database.client()
			.getDatabase(scratch.environment().database())
			.listCollectionNames()
			.first() != null;
	}

	/**
	 * Interrupts a thread whenever it is about to send a command.
	 */
	private static final class Interrupter implements ConnectionPoolListener {

		private final AtomicInteger interruptions = new AtomicInteger();

		@Override
		public void connectionCheckOutStarted(ConnectionCheckOutStartedEvent event) {
			if (this.interruptions.getAndDecrement() > 0) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
