package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestReplicaSet;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TransientErrors} on a real MongoDB, whose commands fail for a while.
 */
@RealMongo
class TransientErrorsIntegrationTests {

	private static final int INTERNAL_ERROR = 1;

	private static TestReplicaSet server;

	private final List<Environments> opened = new ArrayList<>();

	@BeforeAll
	static void start() {
		server = TestReplicaSet.start(1);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void succeedAgain() {
		tell("off", new Document("failCommands", List.of()));
		this.opened.forEach(Environments::close);
	}

	/**
	 * More often than the driver tries by itself.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 50, 117, 133, 134, 365, 462, 9001, 16500 })
	void copyWhenTheSourceFailsForAWhileIsComplete(int code) {
		try (TestDatabase source = filled(); TestDatabase target = TestDatabase.create()) {
			failTimes(2, new Document("failCommands", List.of("find", "aggregate")).append("errorCode", code)
				.append("namespace", source.name() + ".dogs"));
			Copies.copy(environment(source), target.environment());
			assertThat(target.collection("dogs").countDocuments()).isEqualTo(10);
		}
	}

	@LongTest
	@ParameterizedTest
	@CsvSource({ "insert, 16500", "insert, 462", "create, 117", "createIndexes, 134", "createIndexes, 50",
			"renameCollection, 9001", "count, 50" })
	void copyWhenTheTargetFailsForAWhileIsComplete(String command, int code) {
		try (TestDatabase source = filled(); TestDatabase target = TestDatabase.on(server.uri())) {
			Environment environment = environment(target);
			failTimes(2, new Document("failCommands", List.of(command)).append("errorCode", code));
			Copies.copy(source.environment(), environment);
			assertThat(target.collection("dogs").countDocuments()).isEqualTo(10);
			assertThat(Catalogue.indexes(target.database(), "dogs")).hasSize(2);
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "RetryableWriteError", "RetryableError", "SystemOverloadedError", "TransientTransactionError" })
	void copyWhenTheServerSaysThatItIsWorthTryingAgainIsComplete(String label) {
		try (TestDatabase source = filled(); TestDatabase target = TestDatabase.on(server.uri())) {
			failTimes(2, new Document("failCommands", List.of("createIndexes")).append("errorCode", INTERNAL_ERROR)
				.append("errorLabels", List.of(label)));
			Copies.copy(source.environment(), environment(target));
			assertThat(target.collection("dogs").countDocuments()).isEqualTo(10);
		}
	}

	/**
	 * What takes too long once takes too long again.
	 */
	@Test
	void copyWhenTheServerAlwaysEndsWhatTakesLongFails() {
		try (TestDatabase source = filled(); TestDatabase target = TestDatabase.create()) {
			tell("alwaysOn", new Document("failCommands", List.of("find")).append("errorCode", 50)
				.append("namespace", source.name() + ".dogs"));
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> Copies.copy(environment(source), target.environment()))
				.withMessageContaining("'failing'");
		}
	}

	/**
	 * Each question that a copy asks its source before anything is read.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "listCollections", "listIndexes", "collStats", "find", "dbStats", "ping" })
	void copyWhenTheSourceFailsNamesTheSource(String command) {
		try (TestDatabase source = filled(); TestDatabase target = TestDatabase.create()) {
			Environment environment = environment(source);
			tell("alwaysOn", new Document("failCommands", List.of(command)).append("errorCode", INTERNAL_ERROR));
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> Copies.copy(environment, target.environment()))
				.withMessageContaining("'failing'");
			assertThat(target.database().listCollectionNames()).containsOnly("monarch_lock");
		}
	}

	private static TestDatabase filled() {
		TestDatabase source = TestDatabase.on(server.uri());
		source.collection("dogs").insertMany(IntStream.range(0, 10).mapToObj((i) -> new Document("_id", i)).toList());
		source.collection("dogs").createIndex(new Document("name", 1));
		return source;
	}

	private Environment environment(TestDatabase database) {
		MongoClientSettings settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(database.uri()))
			.applicationName("transient-errors")
			.build();
		Environments environments = Environments
			.of(List.of(new EnvironmentSettings("failing", settings, database.name(), null)), "failing");
		this.opened.add(environments);
		return environments.get("failing");
	}

	private static void failTimes(int times, Document data) {
		tell(new Document("times", times), data);
	}

	private static void tell(Object mode, Document data) {
		try (TestDatabase admin = TestDatabase.on(server.uri())) {
			admin.client()
				.getDatabase("admin")
				.runCommand(new Document("configureFailPoint", "failCommand").append("mode", mode)
					.append("data", new Document(data).append("appName", "transient-errors")));
		}
	}

}
