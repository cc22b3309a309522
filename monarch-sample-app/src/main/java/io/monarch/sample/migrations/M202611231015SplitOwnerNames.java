package io.monarch.sample.migrations;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.monarch.batch.Batch;
import io.monarch.batch.Batches;
import io.monarch.migration.Migration;
import io.monarch.migration.MongoBatchMigration;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Changes all documents of a collection in batches. Monarch runs the loop and continues
 * it where it was interrupted. The old field stays, since the previous version of the
 * application still reads it. Splitting a name again changes nothing, so this also runs
 * on a server without transactions.
 */
@Migration(id = "202611231015_split_owner_names",
		description = "Splits 'name' of owners into 'firstName' and 'lastName'", restartable = true)
class M202611231015SplitOwnerNames implements MongoBatchMigration {

	@Override
	public Batches batches() {
		return Batches.of("owners").filter(Filters.exists("lastName", false)).forEach(this::split);
	}

	private void split(Batch batch) {
		for (Document owner : batch.documents()) {
			String name = owner.getString("name");
			if (name != null) {
				batch.update(owner, split(name.strip()));
			}
		}
	}

	private static Bson split(String name) {
		int space = name.lastIndexOf(' ');
		Bson last = Updates.set("lastName", name.substring(space + 1));
		return (space < 0) ? last : Updates.combine(Updates.set("firstName", name.substring(0, space).strip()), last);
	}

}
