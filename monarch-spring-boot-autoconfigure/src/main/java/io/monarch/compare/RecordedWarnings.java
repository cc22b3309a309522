package io.monarch.compare;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionSummary;
import io.monarch.transfer.TransferListener;

/**
 * Passes the progress on, and records the warnings for the result.
 */
final class RecordedWarnings implements TransferListener {

	private final TransferListener listener;

	private final List<String> warnings = new CopyOnWriteArrayList<>();

	RecordedWarnings(TransferListener listener) {
		this.listener = listener;
	}

	List<String> warnings() {
		return List.copyOf(this.warnings);
	}

	@Override
	public void started(List<CollectionDefinition> collections) {
		this.listener.started(collections);
	}

	@Override
	public void opened(String collection) {
		this.listener.opened(collection);
	}

	@Override
	public void progress(String collection, long documents, long bytes) {
		this.listener.progress(collection, documents, bytes);
	}

	@Override
	public void finished(CollectionSummary summary) {
		this.listener.finished(summary);
	}

	@Override
	public void warned(String message) {
		this.warnings.add(message);
		this.listener.warned(message);
	}

}
