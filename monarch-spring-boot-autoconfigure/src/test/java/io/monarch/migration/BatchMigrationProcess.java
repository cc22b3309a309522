package io.monarch.migration;

import java.util.List;
import java.util.stream.IntStream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.monarch.batch.Batch;
import io.monarch.batch.Batches;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.testsupport.FailPoint;
import org.bson.Document;

/**
 * A process that runs batch migrations of both forms, and that does something bad to
 * itself at a point of the run.
 */
final class BatchMigrationProcess {

	private static final Class<?>[] ON_ONE_THREAD = { Operators.class, Function.class };

	private static final Class<?>[] ON_FOUR_THREADS = { ParallelOperators.class, ParallelFunction.class };

	private static final Class<?>[] FAILING = { Failing.class };

	/** Whether the server seems to be gone in the middle of it. */
	private static volatile boolean failing;

	private BatchMigrationProcess() {
	}

	/**
	 * Run.
	 * @param args URI, lease in milliseconds, how many threads (1 or 4, or 0 for one that
	 * fails), what to do ({@code none}, {@code kill}, {@code hold} or {@code count}), and
	 * at which point
	 */
	public static void main(String[] args) {
		failing = true;
		ConnectionString connection = new ConnectionString(args[0]);
		MongoClientSettings client = MongoClientSettings.builder()
			.applyConnectionString(connection)
			.addCommandListener(new FailPoint(args[3], Integer.parseInt(args[4])))
			.build();
		try (Environments environments = Environments
			.of(List.of(new EnvironmentSettings("test", client, connection.getDatabase(), null)), "test");
				MigrationHarness harness = harness(Integer.parseInt(args[1]), Integer.parseInt(args[2]))) {
			System.out.println("READY");
			harness.migrate(environments.get("test"));
			System.out.println("DONE");
		}
		catch (MonarchException ex) {
			System.out.println("FAILED " + ex.getMessage());
			System.exit(ex.kind().exitCode());
		}
	}

	static MigrationHarness harness(int lease, int threads) {
		return new MigrationHarness(new MigrationSettings(MigrationProcess.locks(lease), OutOfOrder.RUN,
				Transactions.REQUIRED, ForeignHistory.REFUSE, MigratingApplication.UNKNOWN), switch (threads) {
					case 0 -> FAILING;
					case 1 -> ON_ONE_THREAD;
					default -> ON_FOUR_THREADS;
				});
	}

	/**
	 * Insert documents, so many that four threads have ranges of their own, or few.
	 */
	static int fill(MongoDatabase database, int threads) {
		int count = (threads <= 1) ? 50 : 4000;
		List<Document> documents = IntStream.range(0, count)
			.mapToObj((i) -> new Document("_id", i).append("n", 0).append("skipped", i % 10 == 0))
			.toList();
		List.of("people", "orders").forEach((name) -> database.getCollection(name).insertMany(documents));
		return count;
	}

	@Migration("1_operators")
	static class Operators implements MongoBatchMigration {

		@Override
		public Batches batches() {
			return Batches.of("people").filter(Filters.eq("skipped", false)).update(Updates.inc("n", 1)).size(10);
		}

	}

	@Migration("1_operators")
	static class ParallelOperators extends Operators {

		@Override
		public Batches batches() {
			return super.batches().size(400).threads(4);
		}

	}

	@Migration("2_function")
	static class Function implements MongoBatchMigration {

		@Override
		public Batches batches() {
			return Batches.of("orders").forEach(Function::change).size(10);
		}

		static void change(Batch batch) {
			batch.documents().forEach((each) -> batch.update(each, Updates.inc("n", 1)));
			batch.database()
				.getCollection("changed")
				.insertMany(batch.documents().stream().map((each) -> new Document("order", each.get("_id"))).toList());
			batch.mongo().insert(new Document("documents", batch.documents().size()), "batches");
		}

	}

	@Migration("2_function")
	static class ParallelFunction extends Function {

		@Override
		public Batches batches() {
			return super.batches().size(400).threads(4);
		}

	}

	@Migration("2_failing")
	static class Failing extends Function {

		@Override
		public Batches batches() {
			return Batches.of("orders").size(10).forEach((batch) -> {
				if (failing && batch.documents().get(0).getInteger("_id") == 20) {
					throw new MongoTimeoutException("Nobody answers");
				}
				change(batch);
			});
		}

	}

}
