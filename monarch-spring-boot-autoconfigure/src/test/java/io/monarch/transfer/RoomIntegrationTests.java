package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;

import com.mongodb.client.model.Filters;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.queryset.MaskKey;
import io.monarch.queryset.MongoQuerySet;
import io.monarch.queryset.QuerySet;
import io.monarch.queryset.QuerySetContext;
import io.monarch.queryset.QuerySets;
import io.monarch.queryset.Selector;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.transfer.ReplacementRequest.Scope;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.support.StaticApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for a target whose disk has no room for the new data.
 */
@RealMongo
class RoomIntegrationTests {

	private static final TransferListener SILENT = new TransferListener() {
	};

	private static final long MORE_THAN_ANY_DISK = 1L << 60;

	@Test
	void replaceWhenBothDoNotFitNamesTheWayOutAndChangesNothing(TestDatabase target) {
		assertThatNothingChanges(target, false, "beside the old", "--ignore-free-space");
	}

	@Test
	void replaceInPlaceWhenTheNewAloneDoesNotFitKeepsTheOld(TestDatabase target) {
		assertThatNothingChanges(target, true, "needs about 1073741824.00 GiB.", "Free some space or");
	}

	@Test
	void replaceWhenOnlyWhatIsSelectedFitsIsDone(TestDatabase target) {
		List<String> warnings = new ArrayList<>();
		replace(target, ReplacementOptions.DEFAULT, new LargeSource(OptionalLong.of(1000)), warnings);
		assertThat(target.database().listCollectionNames()).contains("new").doesNotContain("dogs");
		assertThat(warnings).isEmpty();
	}

	@Test
	void replaceWhenWhatIsSelectedCannotBeCountedSaysSoAndIsDone(TestDatabase target) {
		List<String> warnings = new ArrayList<>();
		replace(target, ReplacementOptions.DEFAULT, new LargeSource(OptionalLong.empty()), warnings);
		assertThat(warnings).singleElement().asString().contains("cannot be counted in time", " GiB free");
	}

	@Test
	void replaceWhenFreeSpaceIsIgnoredIsDone(TestDatabase target) {
		replace(target, ReplacementOptions.DEFAULT.withIgnoreFreeSpace(true),
				new LargeSource(OptionalLong.of(MORE_THAN_ANY_DISK)), new ArrayList<>());
		assertThat(target.database().listCollectionNames()).contains("new").doesNotContain("dogs");
	}

	@Test
	void spaceThatAPurgeHasFreedIsNotNeeded(TestDatabase source) throws InterruptedException {
		insert(source, "dogs", 3000);
		source.collection("dogs").createIndex(new Document("random", 1));
		source.client().getDatabase("admin").runCommand(new Document("fsync", 1));
		source.collection("dogs").deleteMany(Filters.gte("_id", 3));
		try (CollectionSource opened = MongoSource.open(source.environment(), Selector.EVERYTHING, SILENT)) {
			assertThat(opened.bytesOnDisk()).isGreaterThan(2_000_000);
			assertThat(opened.selectedBytesOnDisk().getAsLong()).isBetween(1L, 50_000L);
		}
	}

	@Test
	void spaceForWhatAQuerySetLeavesOutIsNotNeeded(TestDatabase source) throws InterruptedException {
		insert(source, "dogs", 3000);
		insert(source, "cats", 3000);
		source.client().getDatabase("admin").runCommand(new Document("fsync", 1));
		StaticApplicationContext context = new StaticApplicationContext();
		context.registerBeanDefinition("three", new RootBeanDefinition(ThreeDogs.class));
		Selector selector = new QuerySets(context, MaskKey.of("the key of these tests")).selector("three-dogs",
				Map.of(), null);
		try (CollectionSource opened = MongoSource.open(source.environment(), selector, SILENT)) {
			assertThat(opened.bytesOnDisk()).isGreaterThan(4_000_000);
			assertThat(opened.selectedBytesOnDisk().getAsLong()).isBetween(1L, 50_000L);
			assertThat(SourceSize.of(opened)).satisfies((size) -> {
				assertThat(size.collections()).containsExactly("dogs");
				assertThat(size.documents()).hasValue(3);
				assertThat(size.bytes()).isBetween(3000L, 5000L);
			});
		}
	}

	@Test
	void whatIsCopiedWithoutAPurgeNeedsWhatTheSourceTakes(TestDatabase source) throws InterruptedException {
		insert(source, "dogs", 3000);
		source.collection("dogs").createIndex(new Document("random", 1));
		source.client().getDatabase("admin").runCommand(new Document("fsync", 1));
		try (CollectionSource opened = MongoSource.open(source.environment(), Selector.EVERYTHING, SILENT)) {
			assertThat(opened.selectedBytesOnDisk().getAsLong()).isBetween(opened.bytesOnDisk() / 2,
					opened.bytesOnDisk());
		}
	}

	private static void insert(TestDatabase database, String collection, int count) {
		Random random = new Random(1);
		List<Document> documents = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			byte[] bytes = new byte[1000];
			random.nextBytes(bytes);
			documents.add(new Document("_id", i).append("random", random.nextLong()).append("bytes", bytes));
		}
		database.collection(collection).insertMany(documents);
	}

	private static void replace(TestDatabase target, ReplacementOptions options, CollectionSource source,
			List<String> warnings) {
		target.collection("dogs").insertOne(new Document("name", "old"));
		ReplacementRequest request = request(target, options, new TransferListener() {

			@Override
			public void warned(String warning) {
				warnings.add(warning);
			}

		});
		new DatabaseReplacement(Copies.LOCKS).replace(request, (lease) -> source);
	}

	private static ReplacementRequest request(TestDatabase target, ReplacementOptions options,
			TransferListener listener) {
		return new ReplacementRequest(target.environment(), Copies.approval(target.environment()), Scope.DATABASE,
				"a test", options.withAllowEmpty(true), listener);
	}

	private static void assertThatNothingChanges(TestDatabase target, boolean inPlace, String message, String action) {
		target.collection("dogs").insertOne(new Document("name", "old"));
		Map<String, String> old = Picture.of(target.database());
		ReplacementRequest request = request(target, ReplacementOptions.DEFAULT.withInPlace(inPlace),
				new TransferListener() {
				});
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> new DatabaseReplacement(Copies.LOCKS).replace(request,
					(lease) -> new LargeSource(OptionalLong.of(MORE_THAN_ANY_DISK))))
			.withMessageContaining("The disk of environment 'test' (" + target.name())
			.withMessageContaining(message)
			.satisfies((ex) -> {
				assertThat(ex.kind()).isEqualTo(Kind.FAILED);
				assertThat(ex.action()).contains(action);
			});
		assertThat(Picture.of(target.database())).isEqualTo(old);
	}

	/**
	 * Says that it is larger than it is.
	 */
	private record LargeSource(OptionalLong selected) implements CollectionSource {

		@Override
		public List<CollectionDefinition> collections() {
			return List.of(new CollectionDefinition("new", CollectionDefinition.Kind.COLLECTION, new BsonDocument(),
					List.of(), "", 0, 0));
		}

		@Override
		public List<Part> parts(CollectionDefinition collection, long partBytes) {
			return List.of();
		}

		@Override
		public long bytesOnDisk() {
			return MORE_THAN_ANY_DISK;
		}

		@Override
		public OptionalLong selectedBytesOnDisk() {
			return this.selected;
		}

		@Override
		public boolean isConsistent() {
			return true;
		}

		@Override
		public void close() {
		}

	}

	@QuerySet("three-dogs")
	static class ThreeDogs implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
			context.only();
			context.dumpCollection("dogs", Filters.lt("_id", 3));
		}

	}

}
