package io.monarch.backup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.monarch.backup.BackupDescription.Applied;
import io.monarch.backup.archive.ArchiveSource;
import io.monarch.environment.HistoryForm;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionSource;
import org.bson.BsonDocument;

/**
 * Describes a backup of any format. Of the documents, it reads only the histories of
 * migrations.
 */
final class BackupDescriber {

	private final ArchiveSource source;

	BackupDescriber(ArchiveSource source) {
		this.source = source;
	}

	BackupDescription describe(String name) throws InterruptedException {
		List<CollectionDefinition> collections = this.source.collections()
			.stream()
			.sorted(Comparator.comparing(CollectionDefinition::name))
			.toList();
		List<Applied> migrations = new ArrayList<>();
		for (CollectionDefinition each : collections) {
			if (each.kind() == CollectionDefinition.Kind.COLLECTION && this.source.isHistory(each)) {
				migrations.addAll(history(each));
			}
		}
		return new BackupDescription(name, this.source.format(), this.source.size(), this.source.summary(),
				this.source.server(), this.source.isConsistent(), this.source.maskedCollections(),
				this.source.isHashed(), this.source.summary() != null, collections, migrations, this.source.notices());
	}

	private List<Applied> history(CollectionDefinition collection) throws InterruptedException {
		List<Applied> records = new ArrayList<>();
		for (CollectionSource.Part part : this.source.parts(collection, Long.MAX_VALUE)) {
			part.read((batch) -> batch.documents()
				.stream()
				.filter(HistoryForm::isRecord)
				.map((document) -> record(collection.name(), document))
				.forEach(records::add));
		}
		records.sort(Comparator.comparing(Applied::id));
		return records;
	}

	private static Applied record(String collection, BsonDocument document) {
		return new Applied(collection, document.getString("_id").getValue(), document.getString("state").getValue(),
				document.isDateTime("finishedAt") ? Instant.ofEpochMilli(document.getDateTime("finishedAt").getValue())
						: null);
	}

}
