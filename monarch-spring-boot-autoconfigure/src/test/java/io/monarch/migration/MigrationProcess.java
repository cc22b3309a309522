package io.monarch.migration;

import java.time.Duration;
import java.util.List;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.LockSettings;
import io.monarch.testsupport.FailPoint;
import io.monarch.testsupport.TestLocks;
import org.bson.Document;

/**
 * A process that runs migrations, and that does something bad to itself at a point of the
 * run: before or after the n-th write that it sends to the server.
 */
final class MigrationProcess {

	static final Class<?>[] MIGRATIONS = { Plain.class, Transactional.class, Restartable.class };

	private MigrationProcess() {
	}

	/**
	 * Run.
	 * @param args URI, lease in milliseconds, how many generated migrations to run
	 * instead of the three kinds (0 for those), what to do ({@code none}, {@code kill},
	 * {@code hold} or {@code count}), and at which point
	 */
	public static void main(String[] args) {
		String uri = args[0];
		EnvironmentLocks locks = locks(Integer.parseInt(args[1]));
		int generated = Integer.parseInt(args[2]);
		ConnectionString connection = new ConnectionString(uri);
		MongoClientSettings client = MongoClientSettings.builder()
			.applyConnectionString(connection)
			.addCommandListener(new FailPoint(args[3], Integer.parseInt(args[4])))
			.build();
		MigrationSettings settings = new MigrationSettings(locks, OutOfOrder.RUN, Transactions.REQUIRED,
				ForeignHistory.REFUSE, MigratingApplication.UNKNOWN);
		try (Environments environments = Environments
			.of(List.of(new EnvironmentSettings("test", client, connection.getDatabase(), null)), "test");
				MigrationHarness harness = new MigrationHarness(settings,
						(generated > 0) ? GeneratedMigrations.create(generated) : MIGRATIONS)) {
			System.out.println("READY");
			harness.migrate(environments.get("test"));
			System.out.println("DONE");
		}
		catch (MonarchException ex) {
			System.out.println("FAILED " + ex.getMessage());
			System.exit(ex.kind().exitCode());
		}
	}

	/**
	 * The lease for tests; the pauses of its holder are shorter than with the defaults.
	 */
	static EnvironmentLocks locks(int leaseMillis) {
		return TestLocks.of(new LockSettings(Duration.ofMillis(leaseMillis), Duration.ofMillis(leaseMillis * 7L / 10),
				Duration.ofMillis(leaseMillis / 5), Duration.ofSeconds(90)));
	}

	@Migration("1_plain")
	static class Plain implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("migration", "1_plain"), "effects");
		}

	}

	@Migration(id = "2_transactional", transactional = true)
	static class Transactional implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("migration", "2_transactional"), "effects");
		}

	}

	@Migration(id = "3_restartable", restartable = true)
	static class Restartable implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("effects")
				.updateOne(Filters.eq("migration", "3_restartable"), Updates.inc("runs", 1),
						new UpdateOptions().upsert(true));
		}

	}

}
