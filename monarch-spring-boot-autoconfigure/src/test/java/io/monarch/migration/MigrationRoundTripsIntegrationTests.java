package io.monarch.migration;

import java.time.Duration;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.StuckWork;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.LockSettings;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.SentCommands;
import io.monarch.testsupport.TestDatabase;
import io.monarch.transfer.SwapRecovery;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests how often a run asks the server, which is what makes it fast or slow where the
 * server is far away.
 */
@RealMongo
class MigrationRoundTripsIntegrationTests {

	/** As an application has them: a renewal now and then. */
	private static final MigrationSettings SETTINGS = new MigrationSettings(
			new EnvironmentLocks(new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(5),
					Duration.ofSeconds(60)), new SwapRecovery(), StuckWork.NONE),
			OutOfOrder.RUN, Transactions.REQUIRED, ForeignHistory.REFUSE, MigratingApplication.UNKNOWN);

	/** A lock that is renewed meanwhile makes a transaction be tried again. */
	private static final int AGAIN = 10;

	@Test
	void startWhenAllAreAppliedConnectsAndReadsOnce() {
		try (TestDatabase database = TestDatabase.create()) {
			migrate(database, 100, 100);
			assertThat(migrate(database, 100, 0)).isEqualTo(2);
		}
	}

	/**
	 * The end of one and the beginning of the next are one command, in one transaction
	 * with the fence.
	 */
	@Test
	void eachMigrationTakesThreeCommandsBesideItsOwn() {
		int few;
		int many;
		try (TestDatabase database = TestDatabase.create()) {
			few = migrate(database, 10, 10);
		}
		try (TestDatabase database = TestDatabase.create()) {
			many = migrate(database, 110, 110);
		}
		assertThat((many - few) / 100.0).isBetween(4.0, 4.0 + AGAIN / 100.0);
	}

	private static int migrate(TestDatabase database, int count, int applied) {
		SentCommands commands = new SentCommands();
		try (Environments environments = commands.environments("test", database);
				MigrationHarness harness = new MigrationHarness(SETTINGS, GeneratedMigrations.create(count))) {
			Environment environment = environments.get("test");
			assertThat(harness.migrate(environment).applied()).hasSize(applied);
			return commands.count();
		}
	}

}
