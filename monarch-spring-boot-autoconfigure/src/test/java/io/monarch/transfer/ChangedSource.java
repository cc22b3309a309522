package io.monarch.transfer;

import java.util.List;
import java.util.function.UnaryOperator;

import io.monarch.testsupport.TestDatabase;

/**
 * A source whose collections are said to be something else than they are.
 */
final class ChangedSource implements CollectionSource {

	private static final TransferListener SILENT = new TransferListener() {
	};

	private final CollectionSource delegate;

	/** Some passes of a server that looks every second for what has expired. */
	private static final int SLOW_MILLIS = 3000;

	private final UnaryOperator<CollectionDefinition> change;

	private final boolean slow;

	private ChangedSource(CollectionSource delegate, UnaryOperator<CollectionDefinition> change, boolean slow) {
		this.delegate = delegate;
		this.change = change;
		this.slow = slow;
	}

	/**
	 * Return what replaces databases by a changed one.
	 * @param source what holds the documents
	 * @param change makes of a collection what it is said to be
	 */
	static Replacement of(TestDatabase source, UnaryOperator<CollectionDefinition> change) {
		return new Replacement(source, change, false, false, ReplacementRequest.Scope.DATABASE);
	}

	@Override
	public List<CollectionDefinition> collections() {
		return this.delegate.collections().stream().map(this.change).toList();
	}

	@Override
	public List<Part> parts(CollectionDefinition collection, long partBytes) throws InterruptedException {
		List<Part> parts = this.delegate.parts(collection, partBytes);
		return this.slow ? parts.stream().<Part>map((part) -> (writer) -> {
			part.read(writer);
			Thread.sleep(SLOW_MILLIS);
		}).toList() : parts;
	}

	@Override
	public long bytesOnDisk() throws InterruptedException {
		return this.delegate.bytesOnDisk();
	}

	@Override
	public boolean hasDocuments(CollectionDefinition collection) throws InterruptedException {
		return this.delegate.hasDocuments(collection);
	}

	@Override
	public boolean isConsistent() {
		return this.delegate.isConsistent();
	}

	@Override
	public void close() {
		this.delegate.close();
	}

	/**
	 * Replaces databases.
	 *
	 * @param slow whether the end of each collection is long in coming
	 * @param inPlace whether the old data is dropped first
	 * @param scope what is replaced
	 */
	record Replacement(TestDatabase source, UnaryOperator<CollectionDefinition> change, boolean slow, boolean inPlace,
			ReplacementRequest.Scope scope) {

		Replacement slowly() {
			return new Replacement(this.source, this.change, true, this.inPlace, this.scope);
		}

		Replacement inPlace(boolean replacedInPlace) {
			return new Replacement(this.source, this.change, this.slow, replacedInPlace, this.scope);
		}

		Replacement ofCollections() {
			return new Replacement(this.source, this.change, this.slow, this.inPlace,
					ReplacementRequest.Scope.COLLECTIONS);
		}

		TransferResult replace(TestDatabase target) {
			ReplacementRequest request = new ReplacementRequest(target.environment(),
					Copies.approval(target.environment()), this.scope, "a test",
					ReplacementOptions.DEFAULT.withInPlace(this.inPlace), SILENT);
			return new DatabaseReplacement(Copies.LOCKS).replace(request,
					(lease) -> new ChangedSource(EnvironmentReader.EVERYTHING.open(this.source.environment(), SILENT),
							this.change, this.slow));
		}

	}

}
