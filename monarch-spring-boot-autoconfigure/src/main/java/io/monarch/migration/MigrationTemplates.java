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
 * Gives migrations a template on the environment that is being migrated.
 */
public final class MigrationTemplates {

	/** One for all, so that environments on the same server share its client. */
	private static final TransactionFailureListener FAILURES = new TransactionFailureListener();

	private final ApplicationContext context;

	private final boolean creatingIndexes;

	private final TemplateCopy copy;

	/**
	 * Create the templates. The application's own is not asked for before it is needed.
	 * @param context the application
	 * @param creatingIndexes whether the application's template, where it has not been
	 * made yet, may create the indexes of the application when it is made: a command must
	 * not write to the application's database by looking at it
	 */
	public MigrationTemplates(ApplicationContext context, boolean creatingIndexes) {
		this.context = context;
		this.creatingIndexes = creatingIndexes;
		this.copy = new TemplateCopy(context);
	}

	/**
	 * Make the template of a run.
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
	 * Make the template on another environment than the application's own. Its client
	 * notes no failures, since that would slow copies down; so transactions get another.
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
	 * before that is read. Where the collection has its usual name, an entity can only be
	 * meant to read the history.
	 * @throws MonarchException if one is
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
	 * Check, before the lock is taken, the template that migrations of an environment are
	 * given.
	 * @throws MonarchException if it is on another database, or does not wait for an
	 * answer to its writes
	 */
	void check(Environment environment) {
		if (environment.sharesApplicationClient()) {
			MongoTemplate unused = own(select(environment), environment);
		}
	}

	/**
	 * Return the application's own template where it is known to be on the database of
	 * the environment. One that cannot tell its database here, such as one that needs a
	 * request for that, would not write to it either.
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
	 * The writes of a migration would fail without anyone knowing, and be recorded as
	 * done.
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
	 * The application's template, or one like it where that reads from secondaries.
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
