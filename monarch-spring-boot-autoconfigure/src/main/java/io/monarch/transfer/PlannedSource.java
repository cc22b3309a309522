package io.monarch.transfer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.monarch.queryset.MaskedCollection;
import org.jspecify.annotations.Nullable;

/**
 * A source with changed definitions or names of its collections, or fewer of them.
 */
public final class PlannedSource implements CollectionSource {

	private final CollectionSource source;

	/** The collections of the source, by their planned names. */
	private final Map<String, CollectionDefinition> there;

	private final List<CollectionDefinition> planned;

	private final @Nullable ContentHashes hashes;

	/**
	 * Create for changed definitions with the same names.
	 */
	PlannedSource(CollectionSource source, List<CollectionDefinition> planned) {
		this(source,
				source.collections()
					.stream()
					.collect(Collectors.toMap(CollectionDefinition::name, Function.identity())),
				planned, null);
	}

	private PlannedSource(CollectionSource source, Map<String, CollectionDefinition> there,
			List<CollectionDefinition> planned, @Nullable ContentHashes hashes) {
		this.source = source;
		this.there = there;
		this.planned = List.copyOf(planned);
		this.hashes = hashes;
	}

	/**
	 * Create with changed definitions.
	 * @param source the source, which is closed with this one
	 * @param plan returns the definition that a collection is to have, or {@code null} to
	 * omit it
	 * @return the source
	 */
	public static PlannedSource of(CollectionSource source,
			Function<CollectionDefinition, @Nullable CollectionDefinition> plan) {
		Map<String, CollectionDefinition> there = new HashMap<>();
		List<CollectionDefinition> planned = new ArrayList<>();
		for (CollectionDefinition each : source.collections()) {
			CollectionDefinition changed = plan.apply(each);
			if (changed != null) {
				planned.add(changed);
				there.put(changed.name(), each);
			}
		}
		return new PlannedSource(source, there, planned, null);
	}

	/**
	 * Return this source so that the documents are hashed as they are read.
	 * @param found where the hashes are collected, by the planned names
	 * @return the source
	 */
	public PlannedSource hashing(ContentHashes found) {
		return new PlannedSource(this.source, this.there, this.planned, found);
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
		List<Part> parts = this.source.parts(there(collection), partBytes);
		ContentHashes found = this.hashes;
		return (found != null) ? parts.stream().map((part) -> found.of(collection.name(), part)).toList() : parts;
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
		return names(this.planned).equals(names(this.source.collections())) ? this.source.expected() : this.planned;
	}

	private static List<String> names(List<CollectionDefinition> collections) {
		return collections.stream().map(CollectionDefinition::name).toList();
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
		CollectionDefinition original = this.there.get(summary.name());
		this.source.finished((original != null) ? summary.named(original.name()) : summary);
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
		return inconsistent().isEmpty();
	}

	@Override
	public Set<String> inconsistent() {
		Set<String> inconsistent = this.source.inconsistent();
		return this.planned.stream()
			.map(CollectionDefinition::name)
			.filter((name) -> inconsistent.contains(this.there.containsKey(name) ? this.there.get(name).name() : name))
			.collect(Collectors.toUnmodifiableSet());
	}

	@Override
	public void close() {
		this.source.close();
	}

}
