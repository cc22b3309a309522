package io.monarch.migration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.MigrationResult.Failed;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.DirectFieldAccessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.InfrastructureProxy;
import org.springframework.data.mapping.callback.EntityCallback;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.SessionSynchronization;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.gridfs.GridFsOperations;
import org.springframework.data.mongodb.core.mapping.event.AbstractMongoEventListener;

/**
 * Checks all migrations of a run before the first one begins, so that no foreseeable
 * problem leaves an environment partly migrated.
 */
final class MigrationChecks {

	private static final String NOTHING = "Nothing was run. ";

	private final Environment environment;

	private final MigrationBeans beans;

	private final ConfigurableListableBeanFactory beanFactory;

	private final MongoDependencies dependencies;

	MigrationChecks(Environment environment, MigrationBeans beans, ConfigurableListableBeanFactory beanFactory) {
		this.environment = environment;
		this.beans = beans;
		this.beanFactory = beanFactory;
		this.dependencies = new MongoDependencies(beanFactory);
	}

	/**
	 * Check that a server without transactions may be migrated.
	 * @return the ids of the transactional migrations that run without a transaction
	 */
	List<String> checkServer(List<MigrationDefinition> definitions, boolean supported, Transactions policy) {
		if (supported) {
			return List.of();
		}
		definitions.stream().filter((each) -> each.batch() && !each.restartable()).findFirst().ifPresent((each) -> {
			throw new MonarchException(Kind.BAD_INPUT,
					"Migration '" + each.id() + "' changes documents in batches, but the server of environment "
							+ this.environment.description() + " has no transactions. If the process dies there, the "
							+ "documents of one batch are changed twice.",
					NOTHING + "Start MongoDB as a replica set (one member is enough), or, if changing a document twice "
							+ "is harmless, declare that: @Migration(restartable = true).");
		});
		List<String> transactional = definitions.stream()
			.filter(MigrationDefinition::transactional)
			.map(MigrationDefinition::id)
			.toList();
		if (!transactional.isEmpty() && policy == Transactions.REQUIRED) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Migration '" + transactional.get(0) + "' is transactional, but the server of environment "
							+ this.environment.description() + " has no transactions.",
					"Start MongoDB as a replica set (one member is enough), or set "
							+ "monarch.migration.transactions=if-available to run without a transaction there.");
		}
		return transactional;
	}

	/**
	 * Create the migrations and check their dependencies.
	 * @param transactional whether transactional migrations run in a transaction
	 * @return the migrations by their ids
	 */
	Map<String, MongoMigration> create(List<MigrationDefinition> definitions, MigrationTemplate template,
			boolean transactional) {
		Map<String, MongoMigration> migrations = new LinkedHashMap<>();
		for (MigrationDefinition definition : definitions) {
			CreatedMigration created = create(definition, definitions);
			refuseAsynchronous(definition, created.migration());
			migrations.put(definition.id(), created.migration());
			Set<String> given = (definition.supply() != null) ? created.beans()
					: this.dependencies.of(definition.beanName());
			if (!this.environment.sharesApplicationClient()) {
				refuseApplicationMongo(definition, given);
			}
			else if (this.environment.isScratch()) {
				refuseBeyondRehearsal(definition, given);
			}
			if (this.environment.sharesApplicationClient() && transactional && definition.writesInTransactions()) {
				refuseWritesPastTheTransaction(definition, given, template);
			}
		}
		return migrations;
	}

	private static void refuseAsynchronous(MigrationDefinition definition, MongoMigration migration) {
		if (AsynchronousMigration.is(migration)) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Migration '" + definition.id()
							+ "' is @Async: it would be recorded as completed before it ends, and run without the "
							+ "transaction.",
					NOTHING + "Remove @Async from its class and its methods.");
		}
	}

	/**
	 * Create one. If that fails, the result still contains the pending migrations.
	 */
	private CreatedMigration create(MigrationDefinition definition, List<MigrationDefinition> all) {
		try {
			return this.beans.create(definition);
		}
		catch (MonarchException ex) {
			String message = String.valueOf(ex.getMessage());
			List<String> others = all.stream()
				.map(MigrationDefinition::id)
				.filter((id) -> !id.equals(definition.id()))
				.toList();
			throw new MigrationFailedException(message, ex.action(), new MigrationResult(this.environment.name(),
					List.of(), new Failed(definition.id(), message), others), ex.getCause());
		}
	}

	/**
	 * Find callbacks that are called when a migration saves or loads an entity on another
	 * environment, but access the application's own database.
	 * @return warnings, a sentence each
	 */
	List<String> callbacksOfTheApplication() {
		List<String> warnings = new ArrayList<>();
		if (!this.environment.sharesApplicationClient()) {
			for (Class<?> type : List.of(EntityCallback.class, AbstractMongoEventListener.class)) {
				for (String name : this.beanFactory.getBeanNamesForType(type, true, false)) {
					Object unused = this.beanFactory.getBean(name); // a created bean has
																	// its dependencies
					this.dependencies.findAny(this.dependencies.of(name))
						.ifPresent((bean) -> warnings.add("'" + name + "', which is called for the entities that a "
								+ "migration saves or loads, uses the bean '" + bean
								+ "': it accesses the application's own database and not environment "
								+ this.environment.description()));
				}
			}
		}
		return warnings;
	}

	/**
	 * Let the application's templates read from the primary until this is closed.
	 */
	PrimaryReads readFromPrimary() {
		return PrimaryReads.of(this.beanFactory);
	}

	/**
	 * Note the exceptions of the application's transactional methods until this is
	 * closed.
	 */
	ParticipatingFailures participatingFailures() {
		return ParticipatingFailures.of(this.beanFactory);
	}

	private void refuseApplicationMongo(MigrationDefinition definition, Set<String> given) {
		this.dependencies.findAny(given).ifPresent((bean) -> {
			throw new MonarchException(Kind.BAD_INPUT, "Migration '" + definition.id() + "' uses the bean '" + bean
					+ "', "
					+ (this.environment.isApplication()
							? "which connects as the application does and not as it is configured for environment "
							: "which accesses the application's own database and not environment ")
					+ this.environment.description() + ".",
					NOTHING + "Use context.mongo(), or start the application itself with the connection of '"
							+ this.environment.name() + "'.");
		});
	}

	/**
	 * In a rehearsal, the application's factories of databases are on the temporary
	 * database, and with them its templates and repositories. Nothing else is.
	 */
	private void refuseBeyondRehearsal(MigrationDefinition definition, Set<String> given) {
		for (String bean : this.dependencies.findAll(given)) {
			if (!this.beanFactory.isTypeMatch(bean, MongoOperations.class)
					&& !this.beanFactory.isTypeMatch(bean, MongoDatabaseFactory.class)
					&& !this.beanFactory.isTypeMatch(bean, GridFsOperations.class)) {
				throw new MonarchException(Kind.BAD_INPUT,
						"Migration '" + definition.id() + "' cannot be rehearsed: it uses the bean '" + bean
								+ "', which accesses the application's own database even then.",
						NOTHING + "Use context.mongo(), context.database() or a repository in the migration.");
			}
		}
	}

	private void refuseWritesPastTheTransaction(MigrationDefinition definition, Set<String> given,
			MigrationTemplate template) {
		String migration = "Migration '" + definition.id() + "' "
				+ (definition.batch() ? "writes each batch in a transaction, but " : "is transactional, but ");
		if (!template.candidates().isEmpty()) {
			throw new MonarchException(Kind.BAD_INPUT,
					migration + "it is not clear which transactions the application uses: its templates '"
							+ String.join("', '", template.candidates())
							+ "' have different MongoDatabaseFactories, and none of them is primary.",
					NOTHING + "Mark one of them as @Primary, name it 'mongoTemplate', or create them with the same "
							+ "MongoDatabaseFactory.");
		}
		for (String bean : this.dependencies.findAll(given)) {
			String problem = problem(bean, template.factory());
			if (problem != null) {
				throw new MonarchException(Kind.BAD_INPUT,
						migration + "uses the bean '" + bean + "', " + problem
								+ ". Its writes would remain if the migration failed.",
						NOTHING + (definition.batch()
								? "Use methods of the batch or a repository of the application's own MongoTemplate."
								: "Use context.mongo(), context.database() or a repository of the application's own "
										+ "MongoTemplate, or make the migration restartable instead of transactional."));
			}
		}
	}

	/**
	 * Return why the writes of a bean would not be part of the transaction.
	 */
	private @Nullable String problem(String bean, MongoDatabaseFactory factory) {
		if (this.dependencies.isReactive(bean)) {
			return "which is reactive and does not participate in the transaction";
		}
		if (this.dependencies.isDirect(bean)) {
			return "which bypasses the transaction";
		}
		MongoTemplate template = TemplateSelection.template(this.beanFactory.getBean(bean));
		if (template == null) {
			return "which may not participate in the transaction";
		}
		if (unwrap(template.getMongoDatabaseFactory()) != unwrap(factory)) {
			return "whose MongoDatabaseFactory is not that of the transaction";
		}
		boolean never = new DirectFieldAccessor(template)
			.getPropertyValue("sessionSynchronization") == SessionSynchronization.NEVER;
		return never ? "which never participates in a transaction (SessionSynchronization.NEVER)" : null;
	}

	private static Object unwrap(MongoDatabaseFactory factory) {
		return (factory instanceof InfrastructureProxy proxy) ? proxy.getWrappedObject() : factory;
	}

}
