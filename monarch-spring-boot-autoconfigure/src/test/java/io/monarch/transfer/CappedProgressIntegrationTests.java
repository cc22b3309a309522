package io.monarch.transfer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import com.mongodb.client.model.CreateCollectionOptions;
import io.monarch.queryset.Selector;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how far a copy of a capped collection is said to be.
 */
@RealMongo
class CappedProgressIntegrationTests {

	@Test
	void copyOfACappedCollectionSaysHowFarItIsMeanwhile(TestDatabase source) {
		source.database().createCollection("events", new CreateCollectionOptions().capped(true).sizeInBytes(1 << 20));
		source.collection("events")
			.insertMany(IntStream.range(0, 1100).mapToObj((i) -> new Document("_id", 1100 - i)).toList());
		List<Long> steps = new CopyOnWriteArrayList<>();
		try (TestDatabase target = TestDatabase.create()) {
			TransferResult result = Copies.copier()
				.copy(source.environment(), target.environment(), Selector.EVERYTHING,
						Copies.approval(target.environment()), ReplacementOptions.DEFAULT, new TransferListener() {

							@Override
							public void progress(String collection, long documents, long bytes) {
								assertThat(bytes).isPositive();
								steps.add(documents);
							}

						});
			assertThat(steps).containsExactly(250L, 250L, 250L, 250L, 100L);
			assertThat(result.documents()).isEqualTo(1100);
			assertThat(target.collection("events").find().map((each) -> each.getInteger("_id")))
				.containsExactlyElementsOf(IntStream.range(0, 1100).mapToObj((i) -> 1100 - i).toList());
		}
	}

}
