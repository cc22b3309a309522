package io.monarch.shell;

import java.util.LinkedHashMap;
import java.util.Map;

import io.monarch.backup.BackupDescription;
import io.monarch.backup.Proof;
import io.monarch.backup.archive.BackupOwner;
import io.monarch.backup.archive.BackupSummary;
import io.monarch.transfer.CollectionDefinition;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of the description of a backup.
 */
final class BackupJsonViews {

	private BackupJsonViews() {
	}

	static Map<String, @Nullable Object> of(BackupDescription backup, @Nullable Proof proof, @Nullable String problem) {
		BackupSummary summary = backup.summary();
		BackupOwner owner = (summary != null) ? summary.owner() : null;
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("name", backup.name());
		shape.put("format", backup.format());
		shape.put("size", backup.size());
		shape.put("createdAt", (summary != null) ? JsonViews.time(summary.createdAt()) : null);
		shape.put("environment", (summary != null) ? summary.environment() : null);
		shape.put("database", (summary != null) ? summary.database() : null);
		shape.put("hosts", (owner != null) ? owner.hosts() : null);
		shape.put("application", (owner != null) ? owner.application() : null);
		shape.put("server", backup.server());
		shape.put("querySet", (summary != null) ? summary.querySet() : null);
		shape.put("masked", backup.masked());
		shape.put("consistent", (summary != null) ? backup.consistent() : null);
		shape.put("documents", (summary != null) ? summary.documents() : null);
		shape.put("buckets", (summary != null) ? summary.buckets() : null);
		shape.put("bytes", (summary != null) ? summary.bytes() : null);
		shape.put("hashed", backup.hashed());
		shape.put("collections", backup.collections().stream().map((each) -> of(each, backup.counted())).toList());
		shape.put("migrations", backup.migrations().stream().map((each) -> {
			Map<String, @Nullable Object> record = new LinkedHashMap<>();
			record.put("collection", each.collection());
			record.put("id", each.id());
			record.put("state", each.state());
			record.put("finishedAt", JsonViews.time(each.finishedAt()));
			return record;
		}).toList());
		shape.put("notices", backup.notices());
		shape.put("proof", JsonViews.of(proof));
		shape.put("proofProblem", problem);
		return shape;
	}

	private static Map<String, @Nullable Object> of(CollectionDefinition collection, boolean counted) {
		boolean stored = collection.kind() != CollectionDefinition.Kind.VIEW;
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("name", collection.name());
		shape.put("kind", ShowBackupCommand.kind(collection));
		shape.put("documents", (stored && counted) ? collection.documents() : null);
		shape.put("bytes", stored ? collection.bytes() : null);
		shape.put("indexes", collection.indexes().stream().map(ShowBackupCommand::nameOf).toList());
		shape.put("sharded", collection.shardKey() != null);
		return shape;
	}

}
