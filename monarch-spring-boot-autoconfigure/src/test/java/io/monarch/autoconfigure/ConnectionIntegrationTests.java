package io.monarch.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.TestCertificate;
import io.monarch.testsupport.TestStandalone;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for what is said when an environment cannot be used: with servers of their own,
 * since each refuses in its own way.
 */
class ConnectionIntegrationTests {

	private static final String SECRET = "s3cr3t-of-a-test";

	/** The patience of the client, which is not to be what ends these tests. */
	private static final String PATIENT = "serverSelectionTimeoutMS=3600000&connectTimeoutMS=3600000&timeoutMS=3600000";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MonarchAutoConfiguration.class,
				MonarchMigrationAutoConfiguration.class))
		.withUserConfiguration(First.class);

	@TempDir
	private Path folder;

	@Test
	void hostThatNobodyListensAtIsNamedLongBeforeTheClientLosesItsPatience() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		EnvironmentException failure = fail("uri=mongodb://127.0.0.1:" + port + "/dogs?" + PATIENT);
		assertThat(failure).hasMessageContaining("Environment 'x' (dogs on 127.0.0.1:" + port + ") cannot be reached")
			.hasMessageContaining("Connection refused");
		assertThat(failure.action()).contains("hosts");
	}

	@Test
	void hostThatNeverAnswersIsNamedLongBeforeTheClientLosesItsPatience() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			String address = "127.0.0.1:" + silent.getLocalPort();
			assertThat(fail("uri=mongodb://" + address + "/dogs?" + PATIENT))
				.hasMessageContaining("Environment 'x' (dogs on " + address + ") cannot be reached");
		}
	}

	@Test
	void hostThatDoesNotExistIsNamed() {
		assertThat(fail("hosts=no-such-host.invalid", "database=dogs"))
			.hasMessageContaining("Environment 'x' (dogs on no-such-host.invalid:27017) cannot be reached")
			.hasMessageContaining("there is no host no-such-host.invalid");
	}

	@Test
	void userOrPasswordThatIsWrongIsNamedAndOneThatLacksARightIsToo() {
		try (TestStandalone server = TestStandalone.start("--auth")) {
			createUsers(server);
			String hosts = "hosts=" + host(server);
			for (String user : List.of("admin", "nobody")) {
				EnvironmentException failure = fail(hosts, "database=dogs", "username=" + user, "password=" + SECRET,
						"authentication-database=admin");
				assertThat(failure)
					.hasMessageMatching("Environment 'x' \\(dogs on .*\\) rejects the user or password\\.");
				assertThat(failure.action()).contains("username", "password", "authentication-database");
			}
			// The user exists, but not in the database that is asked.
			assertThat(fail(hosts, "database=dogs", "username=admin", "password=right"))
				.hasMessageContaining("rejects the user or password");
			assertThat(fail("uri=mongodb://admin:" + SECRET + "@" + host(server) + "/dogs?authSource=admin"))
				.hasMessageContaining("rejects the user or password");
			use((environment, runner) -> {
				EnvironmentException failure = catchThrowableOfType(EnvironmentException.class,
						() -> runner.mark("1_first", environment, MigrationState.COMPLETED));
				assertThat(failure).hasMessageContaining("The user of environment 'x'")
					.hasMessageContaining("lacks a privilege: ")
					.hasMessageContaining("not authorized");
				assertThat(failure.kind()).isEqualTo(Kind.FAILED);
			}, hosts, "database=dogs", "username=reader", "password=right", "authentication-database=admin");
		}
	}

	@LongTest
	@Test
	void certificateIsCheckedAgainstTheBundleAndTheHost() {
		TestCertificate certificate = TestCertificate.create(this.folder, "ip:127.0.0.1");
		TestCertificate stranger = TestCertificate.create(this.folder, "dns:localhost");
		// The server would speak without encryption too, if it were asked to.
		try (TestStandalone server = TestStandalone.start("--tlsMode", "preferTLS", "--tlsCertificateKeyFile",
				certificate.certificateAndKey().toString())) {
			String uri = "uri=mongodb://" + host(server) + "/dogs";
			use((environment, runner) -> assertThat(runner.migrations().list(environment))
				.extracting(MigrationStatus::id)
				.containsExactly("1_first"), uri, "ssl.bundle=live", trust(certificate));
			EnvironmentException wrongName = fail(uri.replace("127.0.0.1", "localhost"), "ssl.bundle=live",
					trust(certificate));
			assertThat(wrongName).hasMessageContaining("Environment 'x' (dogs on localhost:")
				.hasMessageContaining("uses a certificate that is not trusted")
				.hasMessageContaining("localhost found");
			assertThat(wrongName.action()).contains("monarch.environments.x.ssl.bundle");
			assertThat(fail(uri, "ssl.bundle=live", trust(stranger))).hasMessageContaining("is not trusted");
			assertThat(fail(uri, "ssl.enabled=true")).hasMessageContaining("is not trusted");
		}
	}

	@LongTest
	@Test
	void serverWithoutEncryptionIsNotSpokenToWithoutIt() {
		TestCertificate certificate = TestCertificate.create(this.folder, "ip:127.0.0.1");
		try (TestStandalone server = TestStandalone.start()) {
			assertThat(fail("uri=mongodb://" + host(server) + "/dogs", "ssl.bundle=live", trust(certificate)))
				.hasMessageMatching("Environment 'x' \\(dogs on .*\\) does not answer with TLS: .*");
		}
	}

	@Test
	void environmentThatIsNotUsedIsNotConnectedTo() {
		this.runner.withPropertyValues("monarch.environments.x.uri=mongodb://no-such-host.invalid/dogs")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private EnvironmentException fail(String... properties) {
		EnvironmentException[] failure = new EnvironmentException[1];
		use((environment, runner) -> failure[0] = catchThrowableOfType(EnvironmentException.class,
				() -> runner.migrations().list(environment)), properties);
		assertThat(failure[0]).isNotNull();
		assertThat(failure[0].kind()).isEqualTo(Kind.BAD_INPUT);
		assertThat(failure[0]).hasMessageNotContaining(SECRET);
		return failure[0];
	}

	private void use(Use use, String... properties) {
		List<String> all = List.of(properties)
			.stream()
			.map((property) -> property.startsWith("spring.") ? property : "monarch.environments.x." + property)
			.toList();
		this.runner.withPropertyValues(all.toArray(String[]::new)).run((context) -> {
			assertThat(context).hasNotFailed();
			use.use(context.getBean(Environments.class).get("x"), context.getBean(MigrationRunner.class));
		});
	}

	private static void createUsers(TestStandalone server) {
		// The first user of a server is made by whoever is on its machine.
		try (MongoClient client = MongoClients.create(server.uri("admin"))) {
			client.getDatabase("admin").runCommand(user("admin", "root"));
		}
		try (MongoClient client = MongoClients.create("mongodb://admin:right@" + host(server) + "/?authSource=admin")) {
			client.getDatabase("admin").runCommand(user("reader", "readAnyDatabase"));
		}
	}

	private static Document user(String name, String role) {
		return new Document("createUser", name).append("pwd", "right").append("roles", List.of(role));
	}

	private static String trust(TestCertificate certificate) {
		return "spring.ssl.bundle.pem.live.truststore.certificate=" + certificate.certificate();
	}

	private static String host(TestStandalone server) {
		return server.uri("").replace("mongodb://", "").replace("/", "");
	}

	/**
	 * Something to do with an environment.
	 */
	@FunctionalInterface
	private interface Use {

		void use(Environment environment, MigrationRunner runner);

	}

	@Migration("1_first")
	static class First implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			throw new AssertionError("Nothing is to run");
		}

	}

}
