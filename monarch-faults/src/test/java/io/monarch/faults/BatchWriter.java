package io.monarch.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import com.mongodb.client.result.UpdateResult;
import org.bson.Document;

/**
 * An application that inserts, deletes and updates documents of a collection while
 * batches of it are changed, and knows what it has written.
 */
final class BatchWriter implements AutoCloseable {

	/** Some writes for each batch, and the processor is left to the rounds. */
	private static final int PAUSE_MILLIS = 20;

	private final MongoCollection<Document> collection;

	private final List<Object> original;

	private final List<Object> alive;

	/** How often each document was updated. */
	private final Map<Object, Integer> updates = new HashMap<>();

	/** How often this may have been in vain or not, since the server was being broken. */
	private final Map<Object, Integer> unknownUpdates = new HashMap<>();

	private final Set<Object> inserted = new HashSet<>();

	private final Set<Object> unknownInserts = new HashSet<>();

	/** The deleted documents, and how often each was changed by then. */
	private final Map<Object, Integer> deleted = new HashMap<>();

	private final Set<Object> unknownDeletes = new HashSet<>();

	/** What it had written and did not find. */
	private final List<String> lost = new ArrayList<>();

	private final SplittableRandom random = new SplittableRandom();

	private final Thread thread;

	private int created;

	private int writes;

	private volatile boolean ended;

	BatchWriter(MongoDatabase database, String collection, List<Object> ids) {
		this.collection = database.getCollection(collection).withWriteConcern(WriteConcern.MAJORITY);
		this.original = List.copyOf(ids);
		this.alive = new ArrayList<>(ids);
		this.thread = new Thread(this::run, "batch-writer");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	private void run() {
		while (!this.ended) {
			try {
				write();
				Thread.sleep(PAUSE_MILLIS);
			}
			catch (InterruptedException ex) {
				return;
			}
		}
	}

	private synchronized void write() {
		this.writes++;
		int index = this.random.nextInt(this.alive.size());
		Object id = this.alive.get(index);
		switch (this.random.nextInt(4)) {
			case 0 -> insert(id);
			case 1 -> delete(index, id);
			default -> update(id);
		}
	}

	/**
	 * Insert one between others: it may be changed or not, but not twice.
	 */
	private void insert(Object beside) {
		int digits = this.created++;
		Object id = (beside instanceof Number number) ? number.doubleValue() + 1 / (digits + 2.0)
				: beside + "." + digits;
		try {
			this.collection.insertOne(new Document("_id", id).append("number", digits).append("changes", 0));
			this.inserted.add(id);
			this.alive.add(id);
		}
		catch (MongoException ex) {
			this.unknownInserts.add(id);
		}
	}

	private void delete(int index, Object id) {
		this.alive.set(index, this.alive.get(this.alive.size() - 1));
		this.alive.remove(this.alive.size() - 1);
		try {
			Document found = this.collection.findOneAndDelete(Filters.eq("_id", id));
			if (found == null) {
				this.lost.add("no longer there when it was to be deleted: " + id);
				return;
			}
			this.deleted.put(id, found.getInteger("changes"));
		}
		catch (MongoException ex) {
			this.unknownDeletes.add(id);
		}
	}

	private void update(Object id) {
		try {
			UpdateResult result = this.collection.updateOne(Filters.eq("_id", id), Updates.inc("updates", 1));
			if (result.getMatchedCount() != 1) {
				this.lost.add("no longer there when it was to be updated: " + id);
			}
			this.updates.merge(id, 1, Integer::sum);
		}
		catch (MongoException ex) {
			this.unknownUpdates.merge(id, 1, Integer::sum);
		}
	}

	/**
	 * Do something between two writes.
	 */
	synchronized <T> T between(Callable<T> work) throws Exception {
		return work.call();
	}

	/**
	 * Return how many of the documents that it has deleted were changed before, or -1 if
	 * that is not known.
	 */
	synchronized int deletedChanged() {
		return this.unknownDeletes.isEmpty() ? this.deleted.values().stream().mapToInt(Integer::intValue).sum() : -1;
	}

	/**
	 * Return what is not as it must be, after it has ended.
	 * @param found all documents that are there
	 * @param skipped whether a document must not be changed
	 */
	synchronized List<String> violations(Map<Object, Document> found, Set<Object> skipped) {
		List<String> violations = new ArrayList<>(this.lost);
		for (Object id : this.original) {
			Document document = found.get(id);
			if (document == null && !this.deleted.containsKey(id) && !this.unknownDeletes.contains(id)) {
				violations.add("an original document is gone: " + id);
			}
			int changes = skipped.contains(id) ? 0 : 1;
			if (document != null && document.getInteger("changes") != changes) {
				violations.add("to be changed " + changes + " times: " + document);
			}
		}
		for (Object id : this.inserted) {
			if (!found.containsKey(id) && !this.deleted.containsKey(id) && !this.unknownDeletes.contains(id)) {
				violations.add("an inserted document is gone: " + id);
			}
		}
		Set<Object> known = new HashSet<>(this.original);
		known.addAll(this.inserted);
		known.addAll(this.unknownInserts);
		found.forEach((id, document) -> {
			int updated = document.getInteger("updates", 0);
			int least = this.updates.getOrDefault(id, 0);
			if (updated < least || updated > least + this.unknownUpdates.getOrDefault(id, 0)) {
				violations.add("updated " + least + " times: " + document);
			}
			if (document.getInteger("changes") > 1) {
				violations.add("changed more than once: " + document);
			}
			if (!known.contains(id) || this.deleted.containsKey(id)) {
				violations.add("neither original nor inserted, or deleted: " + document);
			}
		});
		this.deleted.forEach((id, changes) -> {
			if (changes > (skipped.contains(id) ? 0 : 1)) {
				violations.add("changed more than once before it was deleted: " + id);
			}
		});
		return violations;
	}

	/**
	 * Return the deleted documents, and how often each was changed by then.
	 */
	synchronized Map<Object, Integer> deleted() {
		return Map.copyOf(this.deleted);
	}

	@Override
	public void close() throws InterruptedException {
		this.ended = true;
		this.thread.join();
		if (this.writes == 0) {
			throw new IllegalStateException("Nothing was written meanwhile");
		}
	}

}
