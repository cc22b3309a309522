package io.monarch.faults;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

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

	static final String COLLECTION = "accounts_in_motion";

	static final int ACCOUNTS = 50;

	static final long SUM = ACCOUNTS * 100L;

	private final Thread thread;

	private volatile boolean ended;

	Writer(MongoClient client, MongoDatabase database) {
		MongoCollection<Document> accounts = database.getCollection(COLLECTION);
		List<Document> documents = IntStream.range(0, ACCOUNTS)
			.mapToObj((id) -> new Document("_id", id).append("amount", 100L))
			.toList();
		accounts.insertMany(documents);
		this.thread = new Thread(() -> run(client, accounts), "writer");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	private void run(MongoClient client, MongoCollection<Document> accounts) {
		SplittableRandom random = new SplittableRandom();
		while (!this.ended) {
			int amount = random.nextInt(100);
			int from = random.nextInt(ACCOUNTS);
			int to = random.nextInt(ACCOUNTS);
			try (ClientSession session = client.startSession()) {
				var unused = session.withTransaction(() -> {
					accounts.updateOne(session, Filters.eq("_id", from), Updates.inc("amount", -amount));
					return accounts.updateOne(session, Filters.eq("_id", to), Updates.inc("amount", amount));
				});
				Thread.sleep(30);
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
	}

}
