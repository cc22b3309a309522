package io.monarch.shell;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.TimeSeriesOptions;
import io.monarch.environment.Protection;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how commands call what a time series stores, which is not what its users see.
 */
@RealMongo
class TimeSeriesWordsIntegrationTests {

	private static final String BOTH = "5 documents and 2 time-series buckets";

	@TempDir
	private Path folder;

	@Test
	void bucketsAreCalledBucketsWhereverDocumentsAreCounted(TestDatabase from) {
		from.collection("dogs").insertMany(IntStream.range(0, 5).mapToObj((i) -> new Document("_id", i)).toList());
		from.database()
			.createCollection("weights",
					new CreateCollectionOptions().timeSeriesOptions(new TimeSeriesOptions("at").metaField("dog")));
		from.collection("weights")
			.insertMany(IntStream.range(0, 100)
				.mapToObj((i) -> new Document("at", Date.from(Instant.EPOCH.plusSeconds(i))).append("dog", i % 2))
				.toList());
		try (TestDatabase to = TestDatabase.create();
				CommandHarness shell = new CommandHarness(
						List.of(CommandHarness.settings("from", from.uri(), Protection.OPEN),
								CommandHarness.settings("to", to.uri(), Protection.OPEN)),
						this.folder)) {
			assertThat(shell.run("copy-db", "from:to", "--yes")).as(shell.err()).isZero();
			assertThat(shell.err()).contains("2 collections, " + BOTH);
			assertThat(shell.out()).containsPattern("weights +2 buckets ").contains("2 collections, " + BOTH + ", ");
			assertThat(shell.run("drop-db", "to")).isEqualTo(3);
			assertThat(shell.err()).contains("2 collections, " + BOTH);
			assertThat(shell.run("backup", "from")).isZero();
			String backup = shell.out().strip();
			assertThat(shell.err()).contains(BOTH + ", ");
			assertThat(shell.run("list-backups")).isZero();
			assertThat(shell.out()).contains("5 and 2 buckets");
			assertThat(shell.run("restore", backup + ":to", "--only", "weights")).isEqualTo(3);
			assertThat(shell.err()).contains(
					"collection weights of database " + to.name() + ": 2 time-series buckets, ",
					"from backup " + backup + ": 1 collection, 2 time-series buckets, ");
			assertThat(shell.run("restore", backup + ":to", "--yes", "--output", "json")).isZero();
			Map<?, ?> json = (Map<?, ?>) shell.json();
			assertThat(json.get("documents")).isEqualTo(7);
			assertThat(json.get("buckets")).isEqualTo(2);
			assertThat(json.get("collections").toString()).contains("name=dogs, documents=5, buckets=0",
					"name=weights, documents=2, buckets=2");
			assertThat(shell.run("list-backups", "--output", "json")).isZero();
			assertThat(((List<?>) shell.json()).get(0).toString()).contains("documents=7, buckets=2");
		}
	}

}
