package io.monarch.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.monarch.compare.ComparisonExample.Presence;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnmatchedDocuments} and {@link Tally}.
 */
class UnmatchedDocumentsTests {

	private final Fingerprints fingerprints = new Fingerprints();

	@Test
	void tallyWhenSidesAreInOtherOrdersIsEqual() throws InterruptedException {
		List<BsonDocument> documents = numbers(5000);
		List<BsonDocument> shuffled = new ArrayList<>(documents);
		Collections.shuffle(shuffled, new Random(1));
		Tally tally = tally(documents, shuffled, 10);
		assertThat(tally.isEqual()).isTrue();
		assertThat(tally.examples()).isEmpty();
	}

	@Test
	void tallyWhenNearlyAllDifferIsExactBeyondMemory() throws InterruptedException {
		List<BsonDocument> a = numbers(5000);
		List<BsonDocument> b = new ArrayList<>();
		for (int i = 1000; i < 6000; i++) {
			b.add(new BsonDocument("_id", new BsonInt32(i)).append("x", new BsonInt32((i % 10 == 0) ? i : -1)));
		}
		Collections.shuffle(b, new Random(2));
		Tally tally = tally(a, b, 10);
		assertThat(tally.onlyA()).isEqualTo(1000);
		assertThat(tally.onlyB()).isEqualTo(1000);
		assertThat(tally.different()).isEqualTo(3600);
		assertThat(tally.examples()).hasSize(10).allMatch((each) -> each.presence() == Presence.ONLY_A);
		assertThat(tally.examples().get(0).id()).isEqualTo(new BsonInt32(0));
	}

	@Test
	void tallyWhenOneSideHasDuplicatesCountsEach() throws InterruptedException {
		BsonDocument one = new BsonDocument("_id", new BsonInt32(1));
		BsonDocument other = new BsonDocument("_id", new BsonInt32(1)).append("x", new BsonInt32(1));
		assertThat(tally(List.of(one, one), List.of(one), 10).onlyA()).isEqualTo(1);
		assertThat(tally(List.of(one, other), List.of(other), 10).onlyA()).isEqualTo(1);
		Tally both = tally(List.of(one, one), List.of(other), 10);
		assertThat(both.onlyA()).isEqualTo(1);
		assertThat(both.different()).isEqualTo(1);
	}

	@Test
	void tallyWhenIdIsLongCountsWithoutExample() throws InterruptedException {
		BsonDocument large = new BsonDocument("_id", new BsonString("x".repeat(100_000)));
		Tally tally = tally(List.of(large), List.of(), 10);
		assertThat(tally.onlyA()).isEqualTo(1);
		assertThat(tally.examples()).isEmpty();
	}

	private Tally tally(List<BsonDocument> a, List<BsonDocument> b, int limit) throws InterruptedException {
		Tally tally = new Tally(limit);
		try (UnmatchedDocuments unmatched = new UnmatchedDocuments(20)) {
			add(unmatched, Side.A, a);
			add(unmatched, Side.B, b);
			unmatched.forEachGroup(tally::add);
		}
		return tally;
	}

	private void add(UnmatchedDocuments unmatched, Side side, List<BsonDocument> documents) {
		for (BsonDocument each : documents) {
			BsonValue id = each.get("_id");
			unmatched.add(side, List.of(this.fingerprints.of(id, new RawBsonDocument(each, new BsonDocumentCodec()))),
					List.of(id));
		}
	}

	private static List<BsonDocument> numbers(int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> new BsonDocument("_id", new BsonInt32(i)).append("x", new BsonInt32(i)))
			.toList();
	}

}
