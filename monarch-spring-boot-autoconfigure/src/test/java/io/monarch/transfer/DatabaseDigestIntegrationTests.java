package io.monarch.transfer;

import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.IndexOptions;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DatabaseDigest} on a real MongoDB.
 */
@RealMongo
class DatabaseDigestIntegrationTests {

	private static final TransferListener NO_LISTENER = new TransferListener() {
	};

	@Test
	void differencesWhenDatabaseIsCopyOfAllKindsIsEmpty(TestDatabase source) {
		Zoo.fill(source.database());
		try (TestDatabase target = TestDatabase.create()) {
			TransferResult unused = Copies.copy(source.environment(), target.environment());
			DatabaseDigest digest = digest(target);
			assertThat(digest.differences(digest(source))).isEmpty();
			assertThat(digest.collections()).containsKeys("alltypes", "a_above", "weather", "monarch_migrations")
				.doesNotContainKey("monarch_lock");
		}
	}

	@Test
	void differencesWhenEverythingDiffersNamesEach(TestDatabase source) {
		source.collection("dogs").insertOne(new Document("_id", 1).append("n", 1));
		source.collection("dogs").createIndex(new Document("n", 1));
		source.collection("cats").insertOne(new Document("_id", 1));
		source.collection("mice").insertOne(new Document("_id", 1));
		source.database().createView("some", "dogs", java.util.List.of());
		try (TestDatabase other = TestDatabase.create()) {
			other.collection("dogs").insertOne(new Document("_id", 1).append("n", 1L));
			other.collection("dogs").createIndex(new Document("n", 1), new IndexOptions().unique(true));
			other.collection("mice").insertOne(new Document("_id", 1));
			other.collection("mice").insertOne(new Document("_id", 2));
			other.database().createCollection("some", new CreateCollectionOptions().capped(true).sizeInBytes(4096));
			other.collection("extra").insertOne(new Document("_id", 1));
			assertThat(digest(other).differences(digest(source))).containsExactly("Collection 'cats' is missing.",
					"Collection 'dogs' has a different definition: indexes.n_1.unique is true instead of nothing.",
					"Collection 'dogs' has the same number of documents, but with different contents.",
					"Collection 'extra' is not expected.", "Collection 'mice' has 2 documents instead of 1.",
					"View 'some' has a different definition: kind is \"collection\" instead of \"view\".");
		}
	}

	@Test
	void ofWhenServerHasSnapshotsIsConsistent(TestDatabase source) {
		source.collection("dogs").insertOne(new Document("_id", 1));
		DatabaseDigest digest = digest(source);
		assertThat(digest.isConsistent()).isTrue();
		assertThat(digest.inconsistent()).isEmpty();
	}

	private static DatabaseDigest digest(TestDatabase database) {
		return DatabaseDigest.of(database.environment(), NO_LISTENER);
	}

}
