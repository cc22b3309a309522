package io.monarch.batch;

import java.time.Duration;
import java.util.List;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Describes the documents that a batch migration changes, and the change. The objects are
 * immutable: each method returns another one.
 *
 * <p>
 * The change is either an update, which the server does alone: <pre class="code">
 * Batches.of("people").filter(Filters.exists("first", false)).update(Updates.set("first", ""))
 * </pre> or a function that is called with the documents of each batch:
 * <pre class="code">
 * Batches.of("people").forEach((batch) -&gt; {
 *     for (Document person : batch.documents()) {
 *         batch.update(person, Updates.set("first", first(person)));
 *     }
 * })
 * </pre>
 */
public final class Batches {

	/** The largest batch, so that its keys and its transaction stay small. */
	static final int MAXIMUM_SIZE = 10_000;

	private static final int SIZE = 2000;

	private static final int MAXIMUM_THREADS = 32;

	private static final Duration MAXIMUM_LAG = Duration.ofSeconds(10);

	private final String collection;

	private final Bson filter;

	private final @Nullable Change change;

	private final int size;

	private final int threads;

	private final double share;

	private final Duration maximumLag;

	private Batches(String collection, Bson filter, @Nullable Change change, int size, int threads, double share,
			Duration maximumLag) {
		this.collection = collection;
		this.filter = filter;
		this.change = change;
		this.size = size;
		this.threads = threads;
		this.share = share;
		this.maximumLag = maximumLag;
	}

	/**
	 * Begin to describe the batches of a collection.
	 * @param collection the name of the collection
	 * @return the description, which still needs a change
	 */
	public static Batches of(String collection) {
		if (collection.isBlank()) {
			throw new IllegalArgumentException("The name of the collection is empty");
		}
		return new Batches(collection, new BsonDocument(), null, SIZE, 1, 1, MAXIMUM_LAG);
	}

	/**
	 * Select documents. Each of them is changed once, even if it still matches
	 * afterwards.
	 * @param newFilter the filter; all documents without one
	 * @return the description
	 */
	public Batches filter(Bson newFilter) {
		return new Batches(this.collection, newFilter, this.change, this.size, this.threads, this.share,
				this.maximumLag);
	}

	/**
	 * Change the documents with update operators. No document leaves the server.
	 * @param update the operators
	 * @return the description
	 */
	public Batches update(Bson update) {
		return with(new Change.Update(update));
	}

	/**
	 * Change the documents with an aggregation pipeline. No document leaves the server.
	 * @param pipeline the stages
	 * @return the description
	 */
	public Batches update(List<? extends Bson> pipeline) {
		return with(new Change.Pipeline(List.copyOf(pipeline)));
	}

	/**
	 * Call a function with each batch of documents.
	 * @param function the function, which can be called again with the same documents if
	 * the transaction of a batch is repeated
	 * @return the description
	 */
	public Batches forEach(BatchFunction function) {
		return with(new Change.Function(function));
	}

	private Batches with(Change newChange) {
		return new Batches(this.collection, this.filter, newChange, this.size, this.threads, this.share,
				this.maximumLag);
	}

	/**
	 * Set the maximum number of documents of a batch, which is 2,000 unless set. A batch
	 * that is too large for a transaction is halved.
	 * @param newSize the number, 1 to 10,000
	 * @return the description
	 */
	public Batches size(int newSize) {
		require(newSize >= 1 && newSize <= MAXIMUM_SIZE,
				"The size of a batch is " + newSize + ", and must be 1 to " + MAXIMUM_SIZE);
		return new Batches(this.collection, this.filter, this.change, newSize, this.threads, this.share,
				this.maximumLag);
	}

	/**
	 * Set how many ranges of {@code _id} are processed at the same time, which is 1
	 * unless set.
	 * @param newThreads the number, 1 to 32
	 * @return the description
	 */
	public Batches threads(int newThreads) {
		require(newThreads >= 1 && newThreads <= MAXIMUM_THREADS,
				"The number of threads is " + newThreads + ", and must be 1 to " + MAXIMUM_THREADS);
		return new Batches(this.collection, this.filter, this.change, this.size, newThreads, this.share,
				this.maximumLag);
	}

	/**
	 * Set the share of the time in which the migration works, so that the server has time
	 * for the application. It is 1 unless set.
	 * @param newShare the share, greater than 0 and at most 1
	 * @return the description
	 */
	public Batches share(double newShare) {
		require(newShare > 0 && newShare <= 1,
				"The share is " + newShare + ", and must be greater than 0 and at most 1");
		return new Batches(this.collection, this.filter, this.change, this.size, this.threads, newShare,
				this.maximumLag);
	}

	/**
	 * Set how long a majority may take to acknowledge a batch before the migration waits,
	 * which is 10 seconds unless set.
	 * @param newMaximumLag the duration
	 * @return the description
	 */
	public Batches maxLag(Duration newMaximumLag) {
		require(newMaximumLag.toMillis() >= 1,
				"The maximum lag is " + newMaximumLag + ", and must be at least a millisecond");
		return new Batches(this.collection, this.filter, this.change, this.size, this.threads, this.share,
				newMaximumLag);
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

	/**
	 * Return the name of the collection.
	 * @return the name
	 */
	public String collection() {
		return this.collection;
	}

	Bson filter() {
		return this.filter;
	}

	void requireChange() {
		var unused = change();
	}

	Change change() {
		if (this.change == null) {
			throw new MonarchException(Kind.BAD_INPUT,
					"The batches of collection '" + this.collection + "' have no change.",
					"Call update(...) or forEach(...) in batches().");
		}
		return this.change;
	}

	int size() {
		return this.size;
	}

	int threads() {
		return this.threads;
	}

	double share() {
		return this.share;
	}

	Duration maximumLag() {
		return this.maximumLag;
	}

}
