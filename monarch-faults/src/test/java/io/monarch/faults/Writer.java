package io.monarch.faults;

import java.util.List;
import java.util.SplittableRandom;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import org.bson.Document;

/**
 * Moves amounts between accounts all the while, in transactions, so that their sum is
 * always the same.
 */
final class Writer implements AutoCloseable {

	/**
	 * The first and the last that are read, so that one look at one of them says nothing.
	 */
	static final List<String> COLLECTIONS = List.of("accounts_in_motion", "zz_accounts_in_motion");

	private static final int ACCOUNTS = 50;

	/** Dozens of writes in every copy, and the processor is left to the rounds. */
	private static final int PAUSE_MILLIS = 30;

	static final long SUM = ACCOUNTS * 100L;

	private final Thread thread;

	private volatile boolean ended;

	private volatile boolean hasWritten;

	Writer(MongoClient client, MongoDatabase database) {
		List<MongoCollection<Document>> all = COLLECTIONS.stream().map(database::getCollection).toList();
		for (int i = 0; i < ACCOUNTS; i++) {
			of(all, i).insertOne(new Document("_id", i).append("amount", 100L));
		}
		this.thread = new Thread(() -> run(client, all), "writer");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	private static MongoCollection<Document> of(List<MongoCollection<Document>> all, int account) {
		return all.get(account % all.size());
	}

	private void run(MongoClient client, List<MongoCollection<Document>> all) {
		SplittableRandom random = new SplittableRandom();
		while (!this.ended) {
			int amount = random.nextInt(100);
			int from = random.nextInt(ACCOUNTS);
			int to = random.nextInt(ACCOUNTS);
			try (ClientSession session = client.startSession()) {
				var unused = session.withTransaction(() -> {
					of(all, from).updateOne(session, Filters.eq("_id", from), Updates.inc("amount", -amount));
					return of(all, to).updateOne(session, Filters.eq("_id", to), Updates.inc("amount", amount));
				});
				this.hasWritten = true;
				Thread.sleep(PAUSE_MILLIS);
			}
			catch (MongoException ex) {
				// The server is being broken: all of it was done or nothing.
			}
			catch (InterruptedException ex) {
				return;
			}
		}
	}

	@Override
	public void close() throws InterruptedException {
		this.ended = true;
		this.thread.join();
		if (!this.hasWritten) {
			throw new IllegalStateException("Nothing was written meanwhile");
		}
	}

}
