package io.monarch.faults.batches;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.monarch.batch.Batches;
import io.monarch.migration.MongoBatchMigration;

/**
 * Counts the changes of each document, on the server alone, except for those that the
 * filter leaves out. An interface, since Spring Boot makes a bean of the first class of a
 * package that it is told of.
 */
interface OperatorBatches extends MongoBatchMigration {

	String ID = "202612020900_operators";

	BatchSizes sizes();

	@Override
	default Batches batches() {
		return Batches.of("people")
			.filter(Filters.ne("skipped", true))
			.update(Updates.inc("changes", 1))
			.size(sizes().size())
			.threads(sizes().threads());
	}

}
