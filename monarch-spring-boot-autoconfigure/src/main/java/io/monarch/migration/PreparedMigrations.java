package io.monarch.migration;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.monarch.environment.Environment;
import io.monarch.lock.Lease;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The migrations of a run, created and checked, with their template and transactions.
 */
final class PreparedMigrations implements AutoCloseable {

	private final Map<String, MongoMigration> migrations;

	private final MigrationTemplate template;

	private final FencedTransactions transactions;

	private final @Nullable PrimaryReads reads;

	private final ParticipatingFailures failures;

	private PreparedMigrations(Map<String, MongoMigration> migrations, MigrationTemplate template,
			FencedTransactions transactions, @Nullable PrimaryReads reads, ParticipatingFailures failures) {
		this.migrations = migrations;
		this.template = template;
		this.transactions = transactions;
		this.reads = reads;
		this.failures = failures;
	}

	/**
	 * Prepare a run.
	 * @param transactional whether the server has transactions
	 * @throws io.monarch.environment.MonarchException if one of the migrations cannot be
	 * run
	 */
	static PreparedMigrations of(List<MigrationDefinition> definitions, Environment environment, MigrationChecks checks,
			MigrationTemplates templates, boolean transactional, Lease lease) {
		MigrationTemplate template = templates.on(environment,
				transactional && definitions.stream().anyMatch(MigrationDefinition::writesInTransactions));
		try {
			Map<String, MongoMigration> migrations = checks.create(definitions, template, transactional);
			PrimaryReads reads = environment.sharesApplicationClient() ? checks.readFromPrimary() : null;
			return new PreparedMigrations(migrations, template,
					new FencedTransactions(environment, template.factory(), lease, transactional), reads,
					checks.participatingFailures());
		}
		catch (RuntimeException ex) {
			template.close();
			throw ex;
		}
	}

	MongoTemplate template() {
		return this.template.template();
	}

	/**
	 * Return the transactions in which the application's repositories participate.
	 */
	FencedTransactions transactions() {
		return this.transactions;
	}

	/**
	 * Return the migration of an id.
	 */
	MongoMigration migration(String id) {
		return Objects.requireNonNull(this.migrations.get(id));
	}

	void call(MigrationAttempt attempt, MigrationContext context) throws Exception {
		MongoMigration migration = migration(attempt.id());
		if (attempt.rollback()) {
			migration.rollback(context);
		}
		else {
			migration.migrate(context);
		}
	}

	@Override
	public void close() {
		this.failures.close();
		if (this.reads != null) {
			this.reads.close();
		}
		this.template.close();
	}

}
