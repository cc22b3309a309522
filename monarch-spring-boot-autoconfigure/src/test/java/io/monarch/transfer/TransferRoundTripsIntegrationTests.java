package io.monarch.transfer;

import io.monarch.environment.Environments;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.SentCommands;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests how often a copy asks the servers, which is what makes it fast or slow where they
 * are far away.
 */
@RealMongo
@LongTest
class TransferRoundTripsIntegrationTests {

	/** A lock that is renewed meanwhile makes the transaction be tried again. */
	private static final int AGAIN = 10;

	private final SentCommands source = new SentCommands();

	private final SentCommands target = new SentCommands();

	@Test
	void eachSmallCollectionTakesSixCommandsOfTheSourceAndFiveOfTheTarget() {
		copySmall(10);
		int ofSource = this.source.count();
		int ofTarget = this.target.count();
		copySmall(110);
		// The first copy is in the counts of both.
		assertThat(this.source.count() - 2 * ofSource).isEqualTo(600);
		assertThat(this.source.count("aggregate")).as("one count for each collection").isEqualTo(120);
		assertThat(this.target.count() - 2 * ofTarget).isBetween(500, 500 + AGAIN);
	}

	@Test
	void largeCollectionTakesACommandForEachBatch() {
		try (TestDatabase from = TestDatabase.create(); TestDatabase to = TestDatabase.create()) {
			Ids.insert(from.collection("c"), 50_000, 1000);
			copy(from, to);
			assertThat(this.source.count("getMore")).isLessThan(15);
			assertThat(this.source.count("find")).isLessThan(10);
			assertThat(this.source.count("aggregate")).isOne();
			assertThat(this.target.count("insert")).isLessThan(20);
		}
	}

	private void copySmall(int collections) {
		try (TestDatabase from = TestDatabase.create(); TestDatabase to = TestDatabase.create()) {
			for (int i = 0; i < collections; i++) {
				from.collection("c" + i).insertOne(new Document("x", 1));
				to.collection("c" + i).insertOne(new Document("x", 1));
			}
			copy(from, to);
		}
	}

	private void copy(TestDatabase from, TestDatabase to) {
		try (Environments sources = this.source.environments("source", from);
				Environments targets = this.target.environments("target", to)) {
			var unused = Copies.copy(sources.get("source"), targets.get("target"));
		}
	}

}
