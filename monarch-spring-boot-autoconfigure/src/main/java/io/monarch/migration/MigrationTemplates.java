package io.monarch.migration;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.ApplicationDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchCollections;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.convert.MongoConverter;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;
import org.springframework.data.mongodb.core.mapping.MongoPersistentEntity;

/**
 * Provides the template on the environment that is being migrated.
 */
public final class MigrationTemplates {

	/** Shared, so that environments on the same server share a client. */
	private static final TransactionFailureListener FAILURES = new TransactionFailureListener();

	private final ApplicationContext context;

	private final boolean creatingIndexes;

	private final TemplateCopy copy;

	/**
	 * Create the templates. The application's own is not created before it is needed.
	 * @param context the application
	 * @param creatingIndexes whether the application's template, if it does not exist
	 * yet, may create indexes when it is created: a command must not write to the
	 * application's database just by reading it
	 */
	public MigrationTemplates(ApplicationContext context, boolean creatingIndexes) {
		this.context = context;
		this.creatingIndexes = creatingIndexes;
		this.copy = new TemplateCopy(context);
	}

	/**
	 * Create the template of a run.
	 * @param environment the environment
	 * @param transactional whether the run needs transactions
	 */
	MigrationTemplate on(Environment environment, boolean transactional) {
		TemplateSelection selection = select(environment);
		if (!environment.sharesApplicationClient()) {
			return onAnother(environment, transactional, selection.template());
		}
		MongoTemplate own = own(selection, environment);
		if (own == null) {
			var factory = new EnvironmentDatabaseFactory(environment, environment.client(), null);
			return new MigrationTemplate(this.copy.of(converter(), factory), factory, selection.candidates(), null);
		}
		return new MigrationTemplate(readingFromPrimary(own), own.getMongoDatabaseFactory(), List.of(), null);
	}

	/**
	 * Create the template on an environment other than the application's own.
	 * Transactions get a separate client that notes failures, since that would slow down
	 * copies.
	 */
	private MigrationTemplate onAnother(Environment environment, boolean transactional,
			@Nullable MongoTemplate application) {
		if (application != null) {
			requireAcknowledged(application, environment);
		}
		MongoDatabase database = (application != null) ? TemplateSelection.database(application) : null;
		Environment.Hold hold = environment.hold();
		try {
			MongoClient client = transactional ? environment.client(FAILURES) : environment.client();
			var factory = new EnvironmentDatabaseFactory(environment, client, database);
			MongoTemplate template = (application != null) ? this.copy.of(application, factory)
					: this.copy.of(converter(), factory);
			return new MigrationTemplate(template, factory, List.of(), hold);
		}
		catch (RuntimeException ex) {
			hold.close();
			throw ex;
		}
	}

	/**
	 * Check that no entity of the application is stored in the collection of the history,
	 * before that is read. If the collection has its default name, such an entity can
	 * only be meant to read the history.
	 * @throws MonarchException if an entity is stored there
	 */
	void requireNoEntity(Environment environment) {
		String collection = environment.historyCollection();
		MongoMappingContext entities = collection.equals(MonarchCollections.HISTORY) ? null
				: this.context.getBeanProvider(MongoMappingContext.class).getIfUnique();
		if (entities == null) {
			return;
		}
		for (MongoPersistentEntity<?> entity : entities.getPersistentEntities()) {
			if (entity.isAnnotationPresent(Document.class) && isStoredIn(entity, collection)) {
				throw new MonarchException(Kind.BAD_INPUT,
						"monarch.migration.collection=" + collection + " is the collection of the entity "
								+ entity.getType().getName() + ", and cannot hold the history of migrations.",
						"Use a name that nothing else has, such as " + collection + "_migrations.");
			}
		}
	}

	private static boolean isStoredIn(MongoPersistentEntity<?> entity, String collection) {
		try {
			return entity.getCollection().equals(collection);
		}
		catch (RuntimeException ex) {
			return false; // its name is an expression that needs a request
		}
	}

	/**
	 * Check the template for migrations of an environment, before the lock is acquired.
	 * @throws MonarchException if it is on another database, or its writes are
	 * unacknowledged
	 */
	void check(Environment environment) {
		if (environment.sharesApplicationClient()) {
			MongoTemplate unused = own(select(environment), environment);
		}
	}

	/**
	 * Return the application's own template if it is known to be on the database of the
	 * environment. A template whose database cannot be determined here, for example
	 * without a request, would not write to it either.
	 */
	private static @Nullable MongoTemplate own(TemplateSelection selection, Environment environment) {
		MongoTemplate own = selection.template();
		MongoDatabase database = (own != null) ? TemplateSelection.database(own) : null;
		if (own == null || database == null) {
			return null;
		}
		ApplicationDatabase.require(environment, "MongoTemplate", Set.of(database.getName()));
		requireAcknowledged(environment, database);
		requireAcknowledged(own, environment);
		return own;
	}

	/**
	 * Require acknowledged writes: otherwise, failed writes would go unnoticed, and the
	 * migration would be recorded as completed.
	 */
	private static void requireAcknowledged(Environment environment, MongoDatabase database) {
		if (!database.getWriteConcern().isAcknowledged()) {
			throw unacknowledged("The MongoClient of environment " + environment.description() + " does");
		}
	}

	private static void requireAcknowledged(MongoTemplate template, Environment environment) {
		WriteConcern concern = TemplateCopy.writeConcern(template);
		if (concern != null && !concern.isAcknowledged()) {
			throw unacknowledged("The application's MongoTemplate, and with it the one on environment "
					+ environment.description() + ", does");
		}
	}

	private static MonarchException unacknowledged(String who) {
		return new MonarchException(Kind.BAD_INPUT,
				who + " not wait for an answer to its writes (w=0), so that a migration that fails would be recorded "
						+ "as completed.",
				"Remove w=0 from spring.mongodb.uri, or set another write concern where the MongoClient, the "
						+ "MongoDatabaseFactory or the MongoTemplate is created.");
	}

	/**
	 * Return the application's template, or a copy if it reads from secondaries.
	 */
	private MongoTemplate readingFromPrimary(MongoTemplate own) {
		if (PrimaryReads.areUsual(own) || !TemplateCopy.isPossible(own)) {
			return own;
		}
		return this.copy.of(own, new PrimaryDatabaseFactory(own.getMongoDatabaseFactory()));
	}

	private TemplateSelection select(Environment environment) {
		return withoutIndexes(() -> TemplateSelection.of(this.context, environment));
	}

	private @Nullable MongoConverter converter() {
		return this.<@Nullable MongoConverter>withoutIndexes(
				() -> this.context.getBeanProvider(MongoConverter.class).getIfUnique());
	}

	private <T extends @Nullable Object> T withoutIndexes(Supplier<T> work) {
		MongoMappingContext entities = this.creatingIndexes ? null
				: this.context.getBeanProvider(MongoMappingContext.class).getIfUnique();
		return AutomaticIndexCreation.suspended(entities, work);
	}

}
