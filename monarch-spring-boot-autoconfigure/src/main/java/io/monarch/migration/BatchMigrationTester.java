package io.monarch.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Sorts;
import io.monarch.batch.BatchPositions;
import io.monarch.batch.BatchRun;
import io.monarch.batch.Batches;
import io.monarch.batch.BatchesStoppedException;
import io.monarch.batch.FailedDocumentException;
import io.monarch.environment.FailureText;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchCollections;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.bson.Document;
import org.bson.types.ObjectId;

import org.springframework.context.ApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Runs a batch migration over given documents in a test, and returns the documents
 * afterwards: <pre class="code">
 * List&lt;Document&gt; people = BatchMigrationTester.on(mongo)
 *     .run(new SplitNames(), List.of(new Document("_id", 1).append("name", "Ada Lovelace")));
 * </pre>
 *
 * <p>
 * The documents are in a temporary database on the server of the template, which is
 * dropped at the end. No document of the application is read or written, unless the
 * migration uses a repository or template of its own. Batches are small, and the
 * migration is stopped after each one and continued. The objects are immutable: each
 * method returns another one.
 */
public final class BatchMigrationTester {

	private static final int SIZE = 2;

	private static final String ID = "tested";

	private final MongoTemplate template;

	private final int size;

	private final boolean repeating;

	private BatchMigrationTester(MongoTemplate template, int size, boolean repeating) {
		this.template = template;
		this.size = size;
		this.repeating = repeating;
	}

	/**
	 * Create a tester.
	 * @param template a template on the server to use, whose converter and callbacks the
	 * migration gets
	 * @return the tester
	 */
	public static BatchMigrationTester on(MongoTemplate template) {
		return new BatchMigrationTester(template, SIZE, false);
	}

	/**
	 * Set the maximum number of documents of a batch, which is 2 unless set.
	 * @param newSize the number, 1 to 10,000
	 * @return the tester
	 */
	public BatchMigrationTester size(int newSize) {
		return new BatchMigrationTester(this.template, newSize, this.repeating);
	}

	/**
	 * Change the documents of each batch twice, as if the process had been killed after
	 * each batch on a server without transactions. The result of a
	 * {@link Migration#restartable() restartable} migration must be the same.
	 * @return the tester
	 */
	public BatchMigrationTester repeatingBatches() {
		return new BatchMigrationTester(this.template, this.size, true);
	}

	/**
	 * Run a migration over documents of its collection.
	 * @param migration the migration
	 * @param documents the documents, which stay as they are
	 * @return the documents of the collection afterwards, in the order of their
	 * {@code _id}
	 * @throws MonarchException if a document cannot be changed
	 */
	public List<Document> run(MongoBatchMigration migration, List<Document> documents) {
		String collection = migration.batches().collection();
		return run(migration, Map.of(collection, documents)).getOrDefault(collection, List.of());
	}

	/**
	 * Run a migration that reads or writes other collections too.
	 * @param migration the migration
	 * @param documents the documents of each collection, which stay as they are
	 * @return the documents of each collection afterwards, in the order of their
	 * {@code _id}
	 * @throws MonarchException if a document cannot be changed
	 */
	public Map<String, List<Document>> run(MongoBatchMigration migration, Map<String, List<Document>> documents) {
		String name = "monarch_test_" + new ObjectId().toHexString();
		TemporaryDatabaseFactory factory = new TemporaryDatabaseFactory(this.template.getMongoDatabaseFactory(), name);
		MongoDatabase database = factory.getMongoDatabase();
		try {
			insert(database, documents);
			runBatches(migration, factory, database);
			return read(database);
		}
		finally {
			try (Interruption deferred = Interruption.defer()) {
				database.drop();
			}
		}
	}

	private static void insert(MongoDatabase database, Map<String, List<Document>> documents) {
		// Some servers cannot create a collection in a transaction.
		database.createCollection(MonarchCollections.HISTORY);
		documents.forEach((collection, each) -> {
			if (!each.isEmpty()) {
				// The driver adds an _id to a document that has none.
				database.getCollection(collection).insertMany(each.stream().map(Document::new).toList());
			}
		});
	}

	private void runBatches(MongoBatchMigration migration, TemporaryDatabaseFactory factory, MongoDatabase database) {
		TestedBatches tested = new TestedBatches(factory, this.repeating);
		MongoTemplate bound = template(factory);
		try {
			long token = 1;
			while (!isCompletedBy(run(migration.batches(), database, bound, tested, token))) {
				token++;
			}
		}
		catch (FailedDocumentException ex) {
			throw new MonarchException(Kind.FAILED, String.valueOf(ex.getMessage()),
					"Change the migration, or the documents of the test.", ex);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (InterruptedException ex) {
			throw Interruption.cancelled("The test of the migration did not end.", ex);
		}
		catch (Exception ex) {
			throw new MonarchException(Kind.FAILED, "The batches failed: " + FailureText.text(ex),
					"Look at the cause of this exception.", ex);
		}
	}

	private BatchRun run(Batches batches, MongoDatabase database, MongoTemplate bound, TestedBatches tested,
			long token) {
		tested.begin();
		return new BatchRun(batches.size(this.size).threads(1).share(1), database, bound,
				new BatchPositions(MonarchCollections.HISTORY, ID, token), tested, tested, (done, total) -> {
				});
	}

	private static boolean isCompletedBy(BatchRun run) throws Exception {
		try {
			run.run();
			return true;
		}
		catch (BatchesStoppedException ex) {
			return false;
		}
	}

	private MongoTemplate template(TemporaryDatabaseFactory factory) {
		ApplicationContext context = TemplateCopy.context(this.template);
		return new TemplateCopy((context != null) ? context : empty()).of(this.template, factory);
	}

	/**
	 * A template that a test has created itself has no context. An empty one holds
	 * nothing that has to be closed.
	 */
	private static ApplicationContext empty() {
		GenericApplicationContext context = new GenericApplicationContext();
		context.refresh();
		return context;
	}

	private static Map<String, List<Document>> read(MongoDatabase database) {
		Map<String, List<Document>> found = new TreeMap<>();
		for (String collection : database.listCollectionNames().into(new TreeSet<>())) {
			if (!collection.equals(MonarchCollections.HISTORY) && !collection.startsWith("system.")) {
				found.put(collection,
						database.getCollection(collection).find().sort(Sorts.ascending("_id")).into(new ArrayList<>()));
			}
		}
		return found;
	}

}
