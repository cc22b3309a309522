package io.monarch.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import io.monarch.environment.Environments;
import io.monarch.testsupport.GeneratedSection;
import io.monarch.testsupport.TestReplicaSet;
import io.monarch.transfer.Copies;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Copies databases of unusual shapes, each at a tenth and at its full size, beside the
 * server's own copy: whether any part grows worse than the data.
 */
class ShapesBenchmark {

	/** The full size; 1 is ten million documents, 5 GB, or 2,000 collections. */
	private static final double SCALE = Double.parseDouble(System.getProperty("monarch.benchmark.shapes", "0.1"));

	private static final String OUT = "`$out`";

	private static final String COPY = "copy";

	@TempDir
	Path folder;

	@Test
	void shapes() {
		StringBuilder page = new StringBuilder(
				"| | of a tenth, copy : `$out` | in full, copy : `$out` | growth of the copy | growth of `$out` |\n"
						+ "|---|---|---|---|---|\n");
		page.append(row(Shape.TINY_DOCUMENTS));
		page.append(row(Shape.ONE_LARGE_COLLECTION));
		page.append(row(Shape.MANY_COLLECTIONS));
		System.out.println(page);
		if (Boolean.getBoolean("monarch.figures.write")) {
			new GeneratedSection("design/figures.md", "shapes").write(page.toString());
		}
	}

	private String row(Shape shape) {
		Measurements tenth = measure(shape, (int) (shape.count * SCALE / 10));
		Measurements full = measure(shape, (int) (shape.count * SCALE));
		return String.format(Locale.ROOT, "| %s | %s | %s | × %.1f | × %.1f |%n",
				String.format(Locale.ROOT, shape.title, (int) (shape.count * SCALE)), compared(tenth), compared(full),
				full.median(COPY) / tenth.median(COPY), full.median(OUT) / tenth.median(OUT));
	}

	private static String compared(Measurements measurements) {
		return String.format(Locale.ROOT, "%.2f (%.1f s : %.1f s)",
				measurements.median(COPY) / measurements.median(OUT), measurements.median(COPY),
				measurements.median(OUT));
	}

	private Measurements measure(Shape shape, int count) {
		Measurements measurements = new Measurements();
		try (TestReplicaSet server = TestReplicaSet.start(1);
				MongoClient client = MongoClients.create(server.uri());
				Environments environments = TransferBenchmark.environments(server)) {
			System.out.println(shape + " " + count);
			shape.fill(client.getDatabase("source"), count);
			Floors floors = new Floors(client, this.folder);
			measurements.run(OUT, floors::out);
			floors.drop();
			measurements.run(COPY, () -> Copies.copyForBenchmark(environments));
		}
		return measurements;
	}

	/**
	 * What is unusual.
	 */
	private enum Shape {

		TINY_DOCUMENTS("%,d tiny documents", 10_000_000) {

			@Override
			void fill(MongoDatabase database, int count) {
				insert(database.getCollection("tiny"), count, (i) -> new Document("_id", i).append("v", i));
			}

		},

		ONE_LARGE_COLLECTION("one collection of %,d documents of 20 kB", 250_000) {

			@Override
			void fill(MongoDatabase database, int count) {
				SplittableRandom random = new SplittableRandom(20261123);
				byte[] bytes = new byte[20_000];
				insert(database.getCollection("large"), count, (i) -> {
					for (int position = 0; position < bytes.length; position += 2) {
						bytes[position] = (byte) random.nextInt();
					}
					return new Document("_id", i).append("data", new Binary(bytes.clone()));
				});
			}

		},

		MANY_COLLECTIONS("%,d collections of 10 documents and an index", 2_000) {

			@Override
			void fill(MongoDatabase database, int count) {
				for (int i = 0; i < count; i++) {
					MongoCollection<Document> collection = database.getCollection("small" + i);
					insert(collection, 10, (number) -> new Document("_id", number).append("v", number));
					collection.createIndex(new Document("v", 1));
				}
			}

		};

		private final String title;

		private final int count;

		Shape(String title, int count) {
			this.title = title;
			this.count = count;
		}

		abstract void fill(MongoDatabase database, int count);

		private static void insert(MongoCollection<Document> collection, int count, IntFunction<Document> maker) {
			List<Document> batch = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				batch.add(maker.apply(i));
				if (batch.size() == 1000 || i == count - 1) {
					collection.insertMany(batch, new InsertManyOptions().ordered(false));
					batch.clear();
				}
			}
		}

	}

}
