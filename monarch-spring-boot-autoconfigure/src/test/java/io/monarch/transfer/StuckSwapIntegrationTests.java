package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.MongoNamespace;
import com.mongodb.client.model.RenameCollectionOptions;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.queryset.Selector;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.transfer.InterruptedReplacement.Kind;
import io.monarch.transfer.InterruptedReplacement.Outcome;
import io.monarch.transfer.SwapPlan.Step;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for committed swaps of which the server refuses a step to everyone who tries: a
 * collection whose name it does not take.
 */
@RealMongo
class StuckSwapIntegrationTests {

	private final ReplacementRecovery recovery = new ReplacementRecovery(Copies.LOCKS);

	@Test
	void recoverWhenAStepIsRefusedSaysWhichAndWhyAndWhatToType(TestDatabase database) {
		InterruptedSwaps.stickAtTheFirstStep(database);
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> hold(database))
			.withMessageContaining("step 1 of 2, to swap in collection 'x$y'")
			.withMessageContaining("Invalid collection name: x$y")
			.satisfies((ex) -> assertThat(ex.action()).contains("monarch recover test")
				.contains("another copy or backup"));
		InterruptedReplacement stuck = this.recovery.find(database.environment()).orElseThrow();
		assertThat(stuck.kind()).isEqualTo(Kind.SWAP);
		assertThat(stuck.source()).isEqualTo("environment 'production'");
		assertThat(stuck.done()).isEmpty();
		assertThat(stuck.left()).hasSize(2);
	}

	@Test
	void abandonWhenNothingIsDoneLeavesTheOldDatabase(TestDatabase database) {
		InterruptedSwaps.stickAtTheFirstStep(database);
		InterruptedReplacement stuck = this.recovery.find(database.environment()).orElseThrow();
		assertThat(stuck.outcome()).isEqualTo(Outcome.OLD);
		abandon(database, stuck);
		assertThat(database.collection("dogs").find().first()).containsEntry("name", "old");
		assertComplete(database, "dogs", "monarch_lock");
	}

	@Test
	void abandonWhenSomeOfTheNewDataIsInPlaceIsRefused(TestDatabase database) {
		stuckAtTheSecondStep(database);
		InterruptedReplacement stuck = this.recovery.find(database.environment()).orElseThrow();
		assertThat(stuck.outcome()).isEqualTo(Outcome.MIXED);
		assertThat(stuck.done()).containsExactly("swap in collection 'dogs'");
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> abandon(database, stuck));
		assertThat(this.recovery.find(database.environment())).isPresent();
	}

	@Test
	void abandonWhenOnlyOldCollectionsAreLeftToDropLeavesTheNewDatabaseAndThem(TestDatabase database) {
		database.collection("old").insertOne(new Document("name", "old"));
		database.collection(InterruptedSwaps.staging(0)).insertOne(new Document("name", "new"));
		Map<String, CollectionDefinition> names = Catalogue.names(database.database());
		Step refused = new Step("system.profile", null, null, null, "");
		InterruptedSwaps.commit(database, List.of(InterruptedSwaps.put("dogs", InterruptedSwaps.staging(0)),
				Step.drop(names.get("old"), names), refused));
		database.database()
			.getCollection(InterruptedSwaps.staging(0))
			.renameCollection(new MongoNamespace(database.name(), "dogs"));
		InterruptedReplacement left = this.recovery.find(database.environment()).orElseThrow();
		assertThat(left.outcome()).isEqualTo(Outcome.NEW);
		assertThat(left.left()).containsExactly("drop the old collection 'old'");
		abandon(database, left);
		assertThat(database.collection("dogs").find().first()).containsEntry("name", "new");
		assertComplete(database, "dogs", "old", "monarch_lock");
	}

	/**
	 * What was shown is what is abandoned.
	 */
	@Test
	void abandonWhenItIsNoLongerAsItWasShownChangesNothing(TestDatabase database) {
		InterruptedSwaps.stickAtTheFirstStep(database);
		InterruptedReplacement shown = this.recovery.find(database.environment()).orElseThrow();
		database.collection(InterruptedSwaps.staging(1)).drop();
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> abandon(database, shown))
			.withMessageContaining("has changed since it was shown");
		assertThat(this.recovery.find(database.environment())).isPresent();
	}

	@Test
	void copyOfTheWholeDatabaseSupersedesAStuckSwap(TestDatabase database) {
		stuckAtTheSecondStep(database);
		try (TestDatabase source = TestDatabase.create()) {
			source.collection("dogs").insertOne(new Document("name", "newest"));
			List<String> warnings = new ArrayList<>();
			TransferResult result = Copies.copier()
				.copy(source.environment(), database.environment(), Selector.EVERYTHING,
						Copies.approval(database.environment()), ReplacementOptions.DEFAULT, new TransferListener() {

							@Override
							public void warned(String message) {
								warnings.add(message);
							}

						});
			assertThat(result.collections()).hasSize(1);
			assertThat(warnings).singleElement().asString().contains("to swap in collection 'x$y'");
			assertThat(Picture.of(database.database())).isEqualTo(Picture.of(source.database()));
			assertThat(this.recovery.find(database.environment())).isEmpty();
		}
	}

	@Test
	void copyInPlaceSupersedesAStuckSwap(TestDatabase database) {
		stuckAtTheSecondStep(database);
		try (TestDatabase source = TestDatabase.create()) {
			source.collection("dogs").insertOne(new Document("name", "newest"));
			Copies.copy(source.environment(), database.environment(), true);
			assertThat(Picture.of(database.database())).isEqualTo(Picture.of(source.database()));
			assertThat(this.recovery.find(database.environment())).isEmpty();
		}
	}

	/**
	 * Until the new swap is committed, the old one can still be completed.
	 */
	@Test
	void copyThatFailsLeavesTheStuckSwapAsItWas(TestDatabase database) {
		stuckAtTheSecondStep(database);
		try (TestDatabase source = TestDatabase.create()) {
			source.database().createView("v", "nothing", List.of());
			Map<String, String> before = Picture.of(database.database());
			assertThatExceptionOfType(MonarchException.class).isThrownBy(
					() -> ChangedSource
						.of(source,
								(each) -> new CollectionDefinition(each.name(), each.kind(),
										BsonDocument.parse("{viewOn: 'x', pipeline: [{$unknownStage: {}}]}"),
										each.indexes(), each.uuid(), 0, 0))
						.replace(database));
			assertThat(Picture.of(database.database())).isEqualTo(before);
			assertThat(this.recovery.find(database.environment()).orElseThrow().left()).hasSize(1);
		}
	}

	@Test
	void restoreOfSomeCollectionsBesideAStuckSwapChangesNothing(TestDatabase database) {
		stuckAtTheSecondStep(database);
		try (TestDatabase source = TestDatabase.create()) {
			source.collection("cats").insertOne(new Document("name", "new"));
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> ChangedSource.of(source, (each) -> each).ofCollections().replace(database))
				.withMessageContaining("to swap in collection 'x$y'");
			assertThat(database.database().listCollectionNames()).doesNotContain("cats");
		}
	}

	@Test
	void recoverWhenThePlanIsGoneSaysSoAndACopySupersedesIt(TestDatabase database) {
		stuckAtTheSecondStep(database);
		database.collection("monarch_swap_" + InterruptedSwaps.RUN).drop();
		assertMalformed(database);
	}

	@Test
	void recoverWhenAStepOfThePlanWasChangedDoesNotDoIt(TestDatabase database) {
		stuckAtTheSecondStep(database);
		database.collection("secrets").insertOne(new Document("name", "secret"));
		database.collection("monarch_swap_" + InterruptedSwaps.RUN)
			.updateOne(new Document("_id", 1),
					new Document("$set", new Document("name", "public").append("staging", "secrets")));
		assertMalformed(database);
		assertThat(database.collection("public").countDocuments()).isZero();
	}

	private void assertMalformed(TestDatabase database) {
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> hold(database))
			.withMessageContaining("missing or malformed")
			.withMessageContaining("monarch_swap_" + InterruptedSwaps.RUN);
		assertThat(this.recovery.find(database.environment()).orElseThrow().kind()).isEqualTo(Kind.UNKNOWN);
		try (TestDatabase source = TestDatabase.create()) {
			source.collection("dogs").insertOne(new Document("name", "newest"));
			Copies.copy(source.environment(), database.environment());
			assertThat(Picture.of(database.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	/**
	 * What a user can do that may only insert.
	 */
	@Test
	void recoveryWhenAPlanIsPlantedLeavesItAloneAndDoesNothingOfIt(TestDatabase database) {
		String planted = "monarch_swap_aaaaaaaaaaaaaaaaaaaaaaaa";
		database.collection("secrets").insertOne(new Document("name", "secret"));
		database.collection(planted)
			.insertMany(List.of(
					new Document("_id", 0).append("name", "public")
						.append("staging", "secrets")
						.append("kind", "COLLECTION")
						.append("options", new Document())
						.append("indexes", List.of()),
					new Document("_id", "commitment").append("format", 1), new Document("_id", "in-place")));
		assertThat(new SwapRecovery().isNeeded(database.environment())).isFalse();
		hold(database);
		assertComplete(database, "secrets", planted, "monarch_lock");
		try (TestDatabase target = TestDatabase.create()) {
			Copies.copy(database.environment(), target.environment());
			assertComplete(target, "secrets", planted, "monarch_lock");
		}
	}

	/**
	 * What a user can do that may only insert, where no lock was ever taken.
	 */
	@Test
	void recoveryWhenAPlanAndTheRecordThatNamesItArePlantedDoesNothingOfIt(TestDatabase database) {
		InterruptedSwaps.interrupt(database);
		for (String name : List.of("monarch_swap_" + InterruptedSwaps.RUN, "monarch_lock")) {
			List<Document> documents = database.collection(name).find().into(new ArrayList<>());
			database.collection(name).drop();
			database.collection(name).insertMany(documents);
		}
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> hold(database))
			.withMessageContaining("missing or malformed");
		assertThat(database.collection("dogs").find().first()).containsEntry("name", "old");
		assertMalformed(database);
	}

	@Test
	void recoveryOfACommittedSwapIgnoresStepsThatWereAddedLater(TestDatabase database) {
		database.collection("secrets").insertOne(new Document("name", "secret"));
		InterruptedSwaps.interrupt(database);
		database.collection("monarch_swap_" + InterruptedSwaps.RUN)
			.insertOne(new Document("_id", 2).append("name", "secrets").append("old", ""));
		hold(database);
		assertThat(database.collection("dogs").find().first()).containsEntry("name", "new");
		assertComplete(database, "cats", "dogs", "secrets", "monarch_lock");
	}

	@Test
	void recoveryWhenTheRecordOfTheReplacementIsMalformedNamesIt(TestDatabase database) {
		InterruptedSwaps.register(database);
		database.collection("monarch_lock")
			.updateOne(new Document(), new Document("$set", new Document("replacement", "x")));
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> hold(database))
			.withMessageContaining("missing or malformed");
	}

	@Test
	void recoveryWhenAStagingCollectionIsGoneDoesNothingAndSaysSo(TestDatabase database) {
		InterruptedSwaps.interrupt(database);
		database.collection(InterruptedSwaps.staging(1)).drop();
		assertLost(database);
	}

	@Test
	void recoveryWhenAStagingCollectionWasReplacedDoesNotUseIt(TestDatabase database) {
		InterruptedSwaps.interrupt(database);
		database.collection(InterruptedSwaps.staging(1)).drop();
		database.collection(InterruptedSwaps.staging(1)).insertOne(new Document("name", "planted"));
		assertLost(database);
	}

	private void assertLost(TestDatabase database) {
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> hold(database))
			.withMessageContaining("step 2 of 2, to swap in collection 'dogs', cannot be done")
			.withMessageContaining(InterruptedSwaps.staging(1));
		assertThat(database.collection("dogs").find().first()).containsEntry("name", "old");
		InterruptedReplacement stuck = this.recovery.find(database.environment()).orElseThrow();
		assertThat(stuck.done()).containsExactly("swap in collection 'cats'");
		assertThat(stuck.left()).containsExactly("swap in collection 'dogs', whose documents are gone");
		assertThat(stuck.outcome()).isEqualTo(Outcome.MIXED);
		try (TestDatabase source = TestDatabase.create()) {
			source.collection("dogs").insertOne(new Document("name", "newest"));
			Copies.copy(source.environment(), database.environment());
			assertThat(Picture.of(database.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	@Test
	void recoveryWhenTheApplicationHasReplacedWhatIsInPlaceKeepsThat(TestDatabase database) {
		InterruptedSwaps.interrupt(database);
		database.collection("cats").drop();
		database.collection("cats").insertOne(new Document("name", "newer"));
		hold(database);
		assertThat(database.collection("cats").find().first()).containsEntry("name", "newer");
		assertThat(database.collection("dogs").find().first()).containsEntry("name", "new");
	}

	@Test
	void abandonWhenTheApplicationHasDroppedWhatWasPutInPlaceKeepsTheNewDatabase(TestDatabase database) {
		InterruptedSwaps.interrupt(database);
		database.collection(InterruptedSwaps.staging(1))
			.renameCollection(new MongoNamespace(database.name(), "dogs"),
					new RenameCollectionOptions().dropTarget(true));
		database.collection("cats").drop();
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> hold(database))
			.withMessageContaining("to swap in collection 'cats', cannot be done");
		InterruptedReplacement left = this.recovery.find(database.environment()).orElseThrow();
		assertThat(left.left()).containsExactly("swap in collection 'cats', whose documents are gone");
		assertThat(left.outcome()).isEqualTo(Outcome.NEW);
		abandon(database, left);
		assertComplete(database, "dogs", "monarch_lock");
		assertThat(database.collection("dogs").find().first()).containsEntry("name", "new");
	}

	@Test
	void recoveryOfWhatIsFilledTellsTheEndOfAStepFromALoss(TestDatabase database) {
		String staging = InterruptedSwaps.staging(0);
		database.collection(staging).insertOne(new Document("_id", "f").append("value", "new"));
		InterruptedSwaps.commit(database, List.of(InterruptedSwaps.put("system.js", staging)));
		database.collection(staging).drop();
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> hold(database))
			.withMessageContaining("to swap in collection 'system.js', cannot be done");
		InterruptedSwaps.withLock(database, (lease) -> ReplacementRecord.fill(lease, 0));
		hold(database);
		assertThat(new SwapRecovery().isNeeded(database.environment())).isFalse();
	}

	private static void stuckAtTheSecondStep(TestDatabase database) {
		InterruptedSwaps.stickAtTheSecondStep(database);
		assertThatExceptionOfType(SwapRefusedException.class).isThrownBy(() -> hold(database));
	}

	private void abandon(TestDatabase database, InterruptedReplacement replacement) {
		Environment environment = database.environment();
		this.recovery.abandon(environment, replacement, Copies.approval(environment), (holder) -> {
		});
	}

	private static void hold(TestDatabase database) {
		Copies.LOCKS.of(database.environment()).acquire(() -> true, (holder) -> {
		}).orElseThrow().close();
	}

	private static void assertComplete(TestDatabase database, String... names) {
		assertThat(new SwapRecovery().isNeeded(database.environment())).isFalse();
		assertThat(Set.copyOf(database.database().listCollectionNames().into(new ArrayList<>())))
			.containsExactlyInAnyOrder(names);
	}

}
