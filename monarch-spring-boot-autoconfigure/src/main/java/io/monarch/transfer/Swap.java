package io.monarch.transfer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import io.monarch.environment.Environment;
import io.monarch.environment.Lease;
import io.monarch.transfer.CollectionDefinition.Kind;
import io.monarch.transfer.SwapPlan.Step;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Puts staged collections in the place of the old ones. Every step can be done again, so
 * that a swap that was cut short is finished by doing all of it again.
 */
final class Swap {

	private static final int NAMESPACE_NOT_FOUND = 26;

	private final Environment environment;

	private final MongoDatabase database;

	private final Definitions definitions;

	private final Lease lease;

	private final TimeSeriesReplacement timeSeries;

	Swap(Environment environment, Lease lease) {
		this.environment = environment;
		this.database = environment.mongoDatabase()
			.withReadPreference(ReadPreference.primary())
			.withWriteConcern(WriteConcern.MAJORITY);
		this.definitions = new Definitions(this.database);
		this.lease = lease;
		this.timeSeries = new TimeSeriesReplacement(this.database, this.definitions,
				new Fence(environment, this.database, lease));
	}

	void run(List<Step> steps) throws InterruptedException {
		Retry retry = new Retry(this.environment);
		for (int overtaken = 0;;) {
			try {
				runOnce(steps, retry);
				return;
			}
			catch (MongoException ex) {
				// A step of whoever had the lock before, on its way all the time, has
				// come first: another look shows that it is done.
				if (ex.getCode() != NAMESPACE_NOT_FOUND || overtaken++ == steps.size()) {
					retry.await(ex);
				}
			}
		}
	}

	private void runOnce(List<Step> steps, Retry retry) {
		// What is replaced is known before the lock is checked: what comes in its place
		// when the lock is lost is not what is dropped.
		Map<String, CollectionDefinition> names = Catalogue.names(this.database);
		List<BsonValue> functions = names.containsKey(Catalogue.FUNCTIONS) ? functions() : List.of();
		for (Step step : steps) {
			this.lease.ensureHeld();
			run(step, names, functions);
			retry.succeeded();
		}
		for (Step view : viewsInOrder(steps)) {
			this.lease.ensureHeld();
			replaceView(definition(view), names.get(view.name()));
		}
	}

	private List<BsonValue> functions() {
		return this.database.getCollection(Catalogue.FUNCTIONS, BsonDocument.class)
			.find()
			.projection(Projections.include("_id"))
			.map((function) -> function.get("_id"))
			.into(new ArrayList<>());
	}

	private void run(Step step, Map<String, CollectionDefinition> names, List<BsonValue> functions) {
		CollectionDefinition old = names.get(step.name());
		CollectionDefinition collection = step.definition();
		if (collection == null) {
			// What the application has made since under that name is its own.
			if (old != null && step.isDropped(old, names)) {
				this.definitions.drop(old);
			}
		}
		// Where its staging collection is gone, it is done.
		else if (step.staging() != null && names.containsKey(step.staging())) {
			if (Catalogue.isSystem(step.name())) {
				replaceFunctions(step.name(), step.staging(), functions);
			}
			else if (collection.kind() == Kind.TIME_SERIES) {
				this.timeSeries.run(collection, step.staging(), old);
			}
			else {
				if (old != null && old.kind() != Kind.COLLECTION) {
					drop(old);
				}
				this.definitions.rename(step.staging(), step.name());
			}
		}
	}

	private void drop(@Nullable CollectionDefinition old) {
		if (old != null) {
			this.definitions.drop(old);
		}
	}

	/**
	 * Make functions what the staged ones are, one by one. Only those are deleted that
	 * were there before the lock was checked.
	 */
	private void replaceFunctions(String name, String staging, List<BsonValue> old) {
		MongoCollection<RawBsonDocument> functions = this.database.getCollection(name, RawBsonDocument.class);
		List<BsonValue> ids = new ArrayList<>();
		for (RawBsonDocument function : this.database.getCollection(staging, RawBsonDocument.class).find()) {
			Bson same = Filters.eq("_id", function.get("_id"));
			functions.replaceOne(same, function, new ReplaceOptions().upsert(true));
			if (EmptyTimestamps.isIn(function)) {
				EmptyTimestamps.restore(function, functions);
			}
			ids.add(function.get("_id"));
		}
		functions.deleteMany(Filters.in("_id", old.stream().filter((id) -> !ids.contains(id)).toList()));
		this.definitions.drop(staging);
	}

	private void replaceView(CollectionDefinition view, @Nullable CollectionDefinition old) {
		if (old == null || old.kind() != Kind.VIEW || !isCollatedAlike(old, view)) {
			drop(old);
			this.definitions.create(view.name(), view);
		}
		else if (!old.options().equals(view.options())) {
			this.definitions.change(view.name(), view.options());
		}
	}

	private static boolean isCollatedAlike(CollectionDefinition old, CollectionDefinition view) {
		return Objects.equals(old.options().get("collation"), view.options().get("collation"));
	}

	/**
	 * A view comes after the one that it is made on: the server compares their
	 * collations.
	 */
	private static List<Step> viewsInOrder(List<Step> steps) {
		Map<String, Step> views = new HashMap<>();
		steps.stream()
			.filter((step) -> step.definition() != null && step.definition().kind() == Kind.VIEW)
			.forEach((view) -> views.put(view.name(), view));
		return views.values()
			.stream()
			.sorted(Comparator.<Step>comparingInt((view) -> depth(view, views)).thenComparing(Step::name))
			.toList();
	}

	private static int depth(Step view, Map<String, Step> views) {
		int depth = 0;
		Step below = views.get(viewOn(view));
		while (below != null && depth <= views.size()) {
			depth++;
			below = views.get(viewOn(below));
		}
		return depth;
	}

	private static String viewOn(Step view) {
		return definition(view).options().getString("viewOn", new BsonString("")).getValue();
	}

	private static CollectionDefinition definition(Step step) {
		if (step.definition() == null) {
			throw new IllegalStateException("Nothing is known of " + step.name());
		}
		return step.definition();
	}

}
