package io.monarch.transfer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.Lease;
import io.monarch.transfer.CollectionDefinition.Kind;
import io.monarch.transfer.SwapPlan.Step;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;

/**
 * Puts staged collections in the place of the old ones. Every step can be done again, so
 * that a swap that was cut short is finished by doing all of it again.
 */
final class Swap {

	private static final int BATCH = 1000;

	private static final long BATCH_BYTES = 8 << 20;

	private final Environment environment;

	private final MongoDatabase database;

	private final Definitions definitions;

	private final Lease lease;

	Swap(Environment environment, Lease lease) {
		this.environment = environment;
		this.database = environment.mongoDatabase().withWriteConcern(WriteConcern.MAJORITY);
		this.definitions = new Definitions(this.database);
		this.lease = lease;
	}

	void run(List<Step> steps) throws InterruptedException {
		Retry retry = new Retry(this.environment);
		while (true) {
			try {
				runOnce(steps, retry);
				return;
			}
			catch (MongoException ex) {
				retry.await(ex);
			}
		}
	}

	private void runOnce(List<Step> steps, Retry retry) throws InterruptedException {
		Map<String, Kind> existing = existing();
		for (Step step : steps) {
			this.lease.ensureHeld();
			run(step, existing);
			retry.succeeded();
		}
		for (Step view : viewsInOrder(steps)) {
			this.lease.ensureHeld();
			this.definitions.drop(view.name());
			this.definitions.create(view.name(), definition(view));
		}
	}

	private void run(Step step, Map<String, Kind> existing) throws InterruptedException {
		if (step.definition() == null) {
			this.definitions.drop(step.name());
		}
		// Where its staging collection is gone, it is done.
		else if (step.staging() != null && existing.containsKey(step.staging())) {
			boolean renamed = step.definition().kind() == Kind.COLLECTION && !Catalogue.isSystem(step.name());
			if (!renamed || existing.getOrDefault(step.name(), Kind.COLLECTION) != Kind.COLLECTION) {
				this.definitions.drop(step.name());
			}
			if (renamed) {
				this.definitions.rename(step.staging(), step.name());
			}
			else {
				this.definitions.create(step.name(), step.definition());
				fill(step.definition(), step.staging());
				this.definitions.createIndexes(step.name(), step.definition().secondaryIndexes());
				this.definitions.drop(step.staging());
			}
		}
	}

	private Map<String, Kind> existing() {
		Map<String, Kind> existing = new HashMap<>();
		for (BsonDocument info : this.database.listCollections(BsonDocument.class)) {
			existing.put(info.getString("name").getValue(),
					switch (info.getString("type", new BsonString("")).getValue()) {
						case "view" -> Kind.VIEW;
						case "timeseries" -> Kind.TIME_SERIES;
						default -> Kind.COLLECTION;
					});
		}
		return existing;
	}

	/**
	 * What the server does not rename is filled from its staging collection.
	 */
	private void fill(CollectionDefinition definition, String staging) throws InterruptedException {
		// Nobody counts afterwards, so each batch is acknowledged by a majority.
		DocumentInserter inserter = new DocumentInserter(this.environment, this.database, definition.storedName(),
				definition.name(), false);
		List<RawBsonDocument> batch = new ArrayList<>();
		long bytes = 0;
		for (RawBsonDocument document : this.database.getCollection(staging, RawBsonDocument.class)
			.find()
			.batchSize(BATCH)) {
			batch.add(document);
			bytes += DocumentBatch.size(document);
			if (batch.size() == BATCH || bytes > BATCH_BYTES) {
				this.lease.ensureHeld();
				inserter.insert(batch);
				batch.clear();
				bytes = 0;
			}
		}
		if (!batch.isEmpty()) {
			inserter.insert(batch);
		}
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
