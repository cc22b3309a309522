package io.monarch.transfer;

import java.util.List;
import java.util.Map;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for a target whose disk has no room for the new data.
 */
@RealMongo
class RoomIntegrationTests {

	private static final long MORE_THAN_ANY_DISK = 1L << 60;

	@Test
	void replaceWhenBothDoNotFitNamesTheWayOutAndChangesNothing(TestDatabase target) {
		assertThatNothingChanges(target, false, "beside the old", "--in-place");
	}

	@Test
	void replaceInPlaceWhenTheNewAloneDoesNotFitKeepsTheOld(TestDatabase target) {
		assertThatNothingChanges(target, true, "needs about 1073741824.00 GiB.", "Make room on it.");
	}

	private static void assertThatNothingChanges(TestDatabase target, boolean inPlace, String message, String action) {
		target.collection("dogs").insertOne(new Document("name", "old"));
		Map<String, String> old = Picture.of(target.database());
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> new DatabaseReplacement(Copies.LOCK).replace(target.environment(),
					Copies.approval(target.environment()), "a test", ReplacementOptions.DEFAULT.withInPlace(inPlace), DatabaseReplacement.Scope.DATABASE,
					new TransferListener() {
					}, (lease) -> new LargeSource()))
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
	private static final class LargeSource implements CollectionSource {

		@Override
		public List<CollectionDefinition> collections() {
			throw new IllegalStateException("Nothing may be read");
		}

		@Override
		public List<Part> parts(CollectionDefinition collection, long partBytes) {
			throw new IllegalStateException("Nothing may be read");
		}

		@Override
		public long bytesOnDisk() {
			return MORE_THAN_ANY_DISK;
		}

		@Override
		public boolean isConsistent() {
			return true;
		}

		@Override
		public void close() {
		}

	}

}
