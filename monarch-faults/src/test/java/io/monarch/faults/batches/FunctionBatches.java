package io.monarch.faults.batches;

import java.util.List;
import java.util.UUID;

import com.mongodb.client.model.Updates;
import io.monarch.batch.Batch;
import io.monarch.batch.Batches;
import io.monarch.migration.MongoBatchMigration;
import org.bson.Document;

/**
 * Counts the changes of each document in Java, and notes each change in other
 * collections. What it was called with is noted outside of the transaction.
 */
interface FunctionBatches extends MongoBatchMigration {

	String ID = "202612020901_function";

	String PROCESS = UUID.randomUUID().toString();

	/**
	 * Replacements and updates do not take turns, since a command has only one of them.
	 */
	int HUNDRED = 100;

	BatchSizes sizes();

	Visits visits();

	@Override
	default Batches batches() {
		return Batches.of("orders").forEach(this::change).size(sizes().size()).threads(sizes().threads());
	}

	private void change(Batch batch) {
		List<Object> ids = batch.documents().stream().map((each) -> each.get("_id")).toList();
		visits().note(PROCESS, ids);
		for (Document each : batch.documents()) {
			if (each.getInteger("number") / HUNDRED % 2 == 0) {
				each.put("changes", each.getInteger("changes") + 1);
				batch.replace(each);
			}
			else {
				batch.update(each, Updates.inc("changes", 1));
			}
		}
		batch.database()
			.getCollection("changed")
			.insertMany(ids.stream().map((each) -> new Document("order", each).append("process", PROCESS)).toList());
		batch.mongo().insert(new Document("process", PROCESS).append("documents", ids.size()), "batches");
	}

}
