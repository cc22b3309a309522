package io.monarch.environment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import io.monarch.testsupport.TestImitation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DatabaseProtection}.
 */
class DatabaseProtectionTests {

	@ParameterizedTest
	@CsvSource({ "mongodb://db1/shop, mongodb://DB1:27017/shop", "mongodb://db1/shop, 'mongodb://db2,db1,db3/shop'",
			"mongodb://localhost/shop, mongodb://127.0.0.1/shop",
			"mongodb://localhost/shop, mongodb://[::1]:27017/shop", "mongodb://db1./shop, mongodb://DB1/shop",
			"'mongodb://[2001:db8::1]/shop', 'mongodb://[2001:DB8:0:0:0:0:0:1]:27017/shop'",
			"mongodb://localhost:27018/shop, mongodb://%2Ftmp%2Fmongodb-27018.sock/shop",
			"mongodb+srv://main.example.com/shop, mongodb+srv://Main.example.com/shop",
			"mongodb+srv://main.abc.mongodb.net/shop, mongodb://main-shard-00-01.abc.mongodb.net:27017/shop" })
	void environmentThatIsTheDatabaseOfAStricterOneIsAsStrict(String left, String right) {
		for (List<String> uris : List.of(List.of(left, right), List.of(right, left))) {
			Environments environments = environments(environment("dev", uris.get(0), Protection.OPEN),
					environment("archive", uris.get(1), Protection.READ_ONLY));
			DatabaseProtection protection = configured(environments, "dev");
			assertThat(protection.protection()).isEqualTo(Protection.READ_ONLY);
			assertThat(protection.reason()).startsWith("it is the same database as environment 'archive' (shop on ");
			assertThat(protection.property()).isEqualTo("monarch.environments.archive.protection");
			assertThat(configured(environments, "archive").reason()).isNull();
		}
	}

	@ParameterizedTest
	@CsvSource({ "mongodb://db1/shop, mongodb://db1/shop2", "mongodb://db1/shop, mongodb://db1:27018/shop",
			"mongodb://db1/shop, mongodb://db2/shop", "mongodb://localhost:27018/shop, mongodb://127.0.0.1/shop",
			"mongodb+srv://main.abc.mongodb.net/shop, mongodb://main-dev-shard-00-01.abc.mongodb.net:27017/shop",
			"mongodb+srv://main.abc.mongodb.net/shop, mongodb://main-shard-00-01.other.mongodb.net:27017/shop" })
	void environmentOfAnotherDatabaseDoesNotCount(String left, String right) {
		Environments environments = environments(environment("dev", left, Protection.OPEN),
				environment("archive", right, Protection.READ_ONLY));
		assertThat(configured(environments, "dev").protection()).isEqualTo(Protection.OPEN);
	}

	@Test
	void protectionIsThatOfAllThatAreConnectedByHosts() {
		Environments environments = environments(environment("d1", "mongodb://db/shop", Protection.READ_ONLY),
				environment("d3", "mongodb://db,other/shop", Protection.OPEN),
				environment("d7", "mongodb://other2,other/shop", Protection.OPEN),
				environment("d8", "mongodb://other2/shop2", Protection.OPEN));
		assertThat(configured(environments, "d7").protection()).isEqualTo(Protection.READ_ONLY);
		assertThat(configured(environments, "d8").protection()).isEqualTo(Protection.OPEN);
		assertThat(DatabaseProtection.sameAs(environments.get("d7"), environments.all())).extracting(Environment::name)
			.containsExactly("d1", "d3");
	}

	@Test
	void strictestOfSeveralCounts() {
		Environments environments = environments(environment("dev", "mongodb://db1/shop", Protection.OPEN),
				environment("staging", "mongodb://db1/shop", Protection.GUARDED),
				environment("archive", "mongodb://db1/shop", Protection.READ_ONLY),
				environment("production", "mongodb://db1/shop", null));
		for (Environment each : environments.all()) {
			assertThat(DatabaseProtection.configured(each, environments.all()).protection())
				.isEqualTo(Protection.READ_ONLY);
		}
	}

	@Test
	void environmentWhoseServerIsAMemberOfAStricterOneIsAsStrict() {
		try (TestImitation server = new TestImitation()) {
			server.introducing(
					Map.of("setName", "rs0", "hosts", List.of("db1.example.com:27017", "db2.example.com:27017"),
							"passives", List.of("db3.example.com:27017")));
			for (String member : List.of("db2.example.com", "db3.example.com:27017")) {
				try (Environments environments = environments(environment("tunnel", server.uri(), Protection.OPEN),
						environment("archive", "mongodb://" + member + "/dogs", Protection.READ_ONLY))) {
					assertThat(configured(environments, "tunnel").protection()).isEqualTo(Protection.OPEN);
					DatabaseProtection protection = connected(environments, "tunnel");
					assertThat(protection.protection()).isEqualTo(Protection.READ_ONLY);
					assertThat(protection.reason()).contains("'archive'");
				}
			}
		}
	}

	@Test
	void environmentWithoutProtectionWhoseServerIsAMemberElsewhereIsGuarded() {
		try (TestImitation server = new TestImitation()) {
			server.introducing(Map.of("setName", "rs0", "hosts", List.of("db1.example.com:27017")));
			try (Environments environments = environments(environment("tunnel", server.uri(), null),
					environment("dev", server.uri(), Protection.OPEN))) {
				DatabaseProtection protection = connected(environments, "tunnel");
				assertThat(protection.protection()).isEqualTo(Protection.GUARDED);
				assertThat(protection.reason()).contains("replica set db1.example.com:27017");
				assertThat(protection.property()).isEqualTo("monarch.environments.tunnel.protection");
				assertThat(connected(environments, "dev").protection()).isEqualTo(Protection.OPEN);
			}
		}
	}

	@Test
	void environmentWhoseServerIsAMemberOnThisMachineIsOpen() {
		try (TestImitation server = new TestImitation()) {
			server.introducing(Map.of("setName", "rs0", "hosts", List.of("127.0.0.1:27017", "localhost:27018")));
			try (Environments environments = environments(environment("local", server.uri(), null))) {
				assertThat(connected(environments, "local").protection()).isEqualTo(Protection.OPEN);
			}
		}
	}

	@Test
	void readOnlyEnvironmentIsNotAsked() {
		Environments environments = environments(
				environment("archive", "mongodb://db.invalid/shop", Protection.READ_ONLY));
		assertThat(connected(environments, "archive").protection()).isEqualTo(Protection.READ_ONLY);
	}

	private static DatabaseProtection configured(Environments environments, String name) {
		return DatabaseProtection.configured(environments.get(name), environments.all());
	}

	private static DatabaseProtection connected(Environments environments, String name) {
		return DatabaseProtection.of(environments.get(name), environments.all());
	}

	private static Environments environments(EnvironmentSettings... settings) {
		return Environments.of(new ArrayList<>(Arrays.asList(settings)), "none");
	}

	private static EnvironmentSettings environment(String name, String uri, @Nullable Protection protection) {
		ConnectionString connection = new ConnectionString(uri);
		String database = connection.getDatabase();
		return new EnvironmentSettings(name, MongoClientSettings.builder().applyConnectionString(connection).build(),
				(database != null) ? database : "shop", protection);
	}

}
