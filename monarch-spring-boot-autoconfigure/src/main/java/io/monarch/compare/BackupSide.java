package io.monarch.compare;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.mongodb.MongoException;
import com.mongodb.client.MongoIterable;
import io.monarch.backup.archive.ArchiveSource;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionSource;
import io.monarch.transfer.DocumentBatch;
import io.monarch.transfer.PartWriter;
import io.monarch.transfer.TransferListener;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * A backup. It has no index, so finding a document reads the collection again.
 */
final class BackupSide implements OpenSide {

	private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

	private final Set<String> names;

	private final ArchiveSource source;

	private BackupSide(Set<String> names, ArchiveSource source) {
		this.names = names;
		this.source = source;
	}

	static BackupSide open(ArchiveSource opened, ComparisonOptions options, TransferListener listener) {
		try {
			opened.notices().forEach(listener::warned);
			Set<String> names = opened.names();
			Set<String> compared = names.stream().filter(options::includes).collect(Collectors.toSet());
			return new BackupSide(names, options.isEverything() ? opened : opened.only(compared));
		}
		catch (RuntimeException ex) {
			opened.close();
			throw ex;
		}
	}

	@Override
	public Set<String> names() {
		return this.names;
	}

	@Override
	public CollectionSource source() {
		return this.source;
	}

	@Override
	public Map<Long, BsonDocument> find(CollectionDefinition collection, Collection<BsonValue> ids)
			throws InterruptedException {
		Fingerprints fingerprints = new Fingerprints();
		Set<Long> wanted = new HashSet<>();
		ids.forEach((id) -> wanted.add(fingerprints.hash(id)));
		Finder finder = new Finder(fingerprints, wanted);
		try {
			for (CollectionSource.Part part : this.source.parts(collection, Long.MAX_VALUE)) {
				part.read(finder);
			}
		}
		catch (FoundAll ex) {
			// the rest does not matter
		}
		return finder.found;
	}

	@Override
	public @Nullable MongoIterable<BsonDocument> measurements(CollectionDefinition series) {
		return null;
	}

	@Override
	public MonarchException failure(MongoException failure) {
		throw new IllegalStateException("A backup has no server", failure);
	}

	@Override
	public boolean isConcurrent() {
		return false; // the reader of one collection could wait for that of another one
	}

	@Override
	public void close() {
		this.source.close();
	}

	/**
	 * Keeps documents, and ends reading when it has all of them.
	 */
	private static final class Finder implements PartWriter {

		private final Fingerprints fingerprints;

		private final Set<Long> wanted;

		private final Map<Long, BsonDocument> found = new HashMap<>();

		Finder(Fingerprints fingerprints, Set<Long> wanted) {
			this.fingerprints = fingerprints;
			this.wanted = wanted;
		}

		@Override
		public void write(DocumentBatch batch) {
			for (RawBsonDocument document : batch.documents()) {
				if (this.found.size() == this.wanted.size()) {
					throw new FoundAll();
				}
				long hash = this.fingerprints.hash(Fingerprints.id(document));
				if (this.wanted.contains(hash)) {
					this.found.put(hash, document.decode(CODEC));
				}
			}
		}

	}

	/**
	 * Ends reading.
	 */
	private static final class FoundAll extends RuntimeException {

		FoundAll() {
			super(null, null, false, false);
		}

	}

}
