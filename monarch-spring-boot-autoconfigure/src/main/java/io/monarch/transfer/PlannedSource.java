package io.monarch.transfer;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.monarch.queryset.MaskedCollection;
import org.jspecify.annotations.Nullable;

/**
 * A source with changed definitions of its collections.
 */
final class PlannedSource implements CollectionSource {

	private final CollectionSource source;

	private final Map<String, CollectionDefinition> there;

	private final List<CollectionDefinition> planned;

	PlannedSource(CollectionSource source, List<CollectionDefinition> planned) {
		this.source = source;
		this.there = source.collections()
			.stream()
			.collect(Collectors.toMap(CollectionDefinition::name, Function.identity()));
		this.planned = planned;
	}

	@Override
	public List<CollectionDefinition> collections() {
		return this.planned;
	}

	@Override
	public @Nullable Provenance provenance() {
		return this.source.provenance();
	}

	@Override
	public List<Part> parts(CollectionDefinition collection, long partBytes) throws InterruptedException {
		return this.source.parts(there(collection), partBytes);
	}

	private CollectionDefinition there(CollectionDefinition collection) {
		return this.there.getOrDefault(collection.name(), collection);
	}

	@Override
	public boolean hasDocuments(CollectionDefinition collection) throws InterruptedException {
		return this.source.hasDocuments(there(collection));
	}

	@Override
	public boolean isHistory(CollectionDefinition collection) throws InterruptedException {
		return this.source.isHistory(there(collection));
	}

	@Override
	public OptionalLong selectedDocuments(CollectionDefinition collection) throws InterruptedException {
		return this.source.selectedDocuments(there(collection));
	}

	@Override
	public List<CollectionDefinition> expected() throws InterruptedException {
		return this.source.expected();
	}

	@Override
	public OptionalLong selectedBytesOnDisk() throws InterruptedException {
		return this.source.selectedBytesOnDisk();
	}

	@Override
	public List<MaskedCollection> masked() {
		return this.source.masked();
	}

	@Override
	public void finished(CollectionSummary summary) {
		this.source.finished(summary);
	}

	@Override
	public void requireUnchanged() throws InterruptedException {
		this.source.requireUnchanged();
	}

	@Override
	public long bytesOnDisk() throws InterruptedException {
		return this.source.bytesOnDisk();
	}

	@Override
	public boolean isConsistent() {
		return this.source.isConsistent();
	}

	@Override
	public Set<String> inconsistent() {
		return this.source.inconsistent();
	}

	@Override
	public void close() {
		this.source.close();
	}

}
