package io.monarch.transfer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * Finds out before anything is changed what the swap would find out when it cannot be
 * taken back: what the server refuses then, it refuses to everyone who tries to finish
 * the swap.
 */
final class Rehearsal {

	private static final int OPTION_NOT_SUPPORTED_ON_VIEW = 167;

	private final Environment environment;

	private final MongoDatabase database;

	private final Definitions definitions;

	private final Staging staging;

	/**
	 * Create for a database whose write concern is that of a majority.
	 */
	Rehearsal(Environment environment, MongoDatabase database, Staging staging) {
		this.environment = environment;
		this.database = database;
		this.definitions = new Definitions(database);
		this.staging = staging;
	}

	/**
	 * Require that collections can be put in place.
	 * @param some whether the others of the database stay
	 * @param renamed whether collections are renamed from their staging collections
	 */
	void run(List<CollectionDefinition> collections, boolean some, boolean renamed) throws InterruptedException {
		for (CollectionDefinition collection : collections) {
			new Retry(this.environment).run(() -> CollectionNames.require(this.environment, collection));
		}
		if (some) {
			Map<String, CollectionDefinition> there = new Retry(this.environment)
				.call(() -> Catalogue.names(this.database));
			requireFit(collections, there);
		}
		for (CollectionDefinition collection : collections) {
			if (collection.kind() != Kind.COLLECTION) {
				String name = this.staging.name();
				new Retry(this.environment).run(() -> requireCreatable(collection, name));
			}
			else if (renamed && collection.isEncrypted()) {
				String name = this.staging.name();
				String other = this.staging.name();
				new Retry(this.environment).run(() -> requireRenameable(collection, name, other));
			}
		}
	}

	/**
	 * Whether the server renames a collection with encrypted fields depends on its
	 * version and on the user.
	 */
	private void requireRenameable(CollectionDefinition collection, String name, String other) {
		this.definitions.drop(name);
		this.definitions.drop(other);
		try {
			this.definitions.create(name, collection);
			this.definitions.rename(name, other);
		}
		catch (MongoException ex) {
			if (Retry.passes(ex)) {
				throw ex;
			}
			this.definitions.drop(name);
			throw new MonarchException(MonarchException.Kind.FAILED,
					"Collection '" + collection.name() + "' cannot be put in place in environment "
							+ this.environment.description()
							+ ": it has encryptedFields, and the server does not rename such a collection.",
					"Leave it out, by a query set or with --only, or add --in-place, which renames nothing.", ex);
		}
		this.definitions.drop(other);
	}

	/**
	 * Require that views fit what stays: the server wants one collation of views that are
	 * made on one another, and no circles.
	 */
	private void requireFit(List<CollectionDefinition> collections, Map<String, CollectionDefinition> there) {
		Map<String, CollectionDefinition> all = new HashMap<>(there);
		Set<String> names = new HashSet<>();
		for (CollectionDefinition collection : collections) {
			all.put(collection.name(), collection);
			names.add(collection.name());
		}
		for (CollectionDefinition view : all.values()) {
			CollectionDefinition below = all.get(view.viewOn());
			if (view.kind() != Kind.VIEW || below == null || below.kind() == Kind.COLLECTION) {
				continue;
			}
			boolean mixed = names.contains(view.name()) != names.contains(below.name());
			if (mixed && !view.isCollatedLike(below)) {
				throw unfit(view, below, "and their collations differ");
			}
			if (isCircle(view, all)) {
				throw unfit(view, below, "which would be a circle");
			}
		}
	}

	private static boolean isCircle(CollectionDefinition view, Map<String, CollectionDefinition> all) {
		Set<String> seen = new HashSet<>();
		for (CollectionDefinition each = view; each != null; each = all.get(each.viewOn())) {
			if (!seen.add(each.name())) {
				return true;
			}
		}
		return false;
	}

	private MonarchException unfit(CollectionDefinition view, CollectionDefinition below, String why) {
		return new MonarchException(MonarchException.Kind.FAILED,
				"View '" + view.name() + "' cannot be in environment " + this.environment.description()
						+ ": it would be on '" + below.name() + "', of which one is replaced and the other stays, "
						+ why + ".",
				"Replace both of them, or drop the one that stays.");
	}

	private void requireCreatable(CollectionDefinition collection, String name) {
		try {
			this.definitions.drop(name); // where the answer to the first try was lost
			this.definitions.create(name, onNothing(collection));
			this.definitions.createIndexes(name, collection.secondaryIndexes());
		}
		catch (MongoException ex) {
			// What it looks up has another collation, but is what is replaced.
			boolean passes = Retry.passes(ex);
			if (!passes && ex.getCode() != OPTION_NOT_SUPPORTED_ON_VIEW) {
				this.definitions.drop(name);
				EnvironmentException why = EnvironmentException.of(this.environment, ex);
				throw new MonarchException(why.kind(), "Collection '" + collection.name() + "' cannot be created. "
						+ String.valueOf(why.getMessage()).replace(name, collection.name()), why.action(), ex);
			}
			if (passes) {
				throw ex;
			}
		}
		this.definitions.drop(name);
	}

	/**
	 * The view that it is on may have another collation, and be one that is replaced.
	 */
	private CollectionDefinition onNothing(CollectionDefinition collection) {
		if (collection.kind() != Kind.VIEW) {
			return collection;
		}
		BsonDocument options = collection.options().clone();
		options.put("viewOn", new BsonString(this.staging.name()));
		return new CollectionDefinition(collection.name(), collection.kind(), options, collection.indexes(),
				collection.uuid(), collection.documents(), collection.bytes());
	}

}
