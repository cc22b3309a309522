package io.monarch.safety;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;

import com.mongodb.MongoClientSettings;
import com.mongodb.ServerAddress;
import io.monarch.environment.DatabaseProtection;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.Protection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link Guard}, {@link Approval} and {@link DestructiveAction}.
 */
class GuardTests {

	private static final Confirmation NOTHING = new Confirmation(false, null);

	private static final Confirmation YES = new Confirmation(true, null);

	/** Every number that it draws is 4, so that the question is for 6 x 6. */
	private static final RandomGenerator FOURS = new RandomGenerator() {

		@Override
		public long nextLong() {
			return 0;
		}

		@Override
		public int nextInt(int bound) {
			return 4;
		}

	};

	private final Environment open = environment("dev", Protection.OPEN);

	private final Environment guarded = environment("prod", Protection.GUARDED);

	private final Environment readOnly = environment("archive", Protection.READ_ONLY);

	@Test
	void approveWhenConfirmedAtTerminalApprovesThatEnvironmentAlone() {
		Person person = new Person("Yes");
		Approval approval = guard(person).approve(loss(this.open), NOTHING);
		approval.require(this.open);
		assertThatIllegalArgumentException().isThrownBy(() -> approval.require(this.guarded))
			.withMessageContaining("'dev'")
			.withMessageContaining("'prod'");
		assertThat(person.heard).containsExactly("Drop on environment " + this.open.description() + ".",
				"This would be lost:", "  3 dogs", "Continue? [y/N] ");
	}

	@Test
	void approveWhenAnswerIsNotYesRefuses() {
		for (String answer : List.of("", "n", "no", "yess", "dev", "1")) {
			refused(new Person(answer), loss(this.open), NOTHING);
		}
	}

	@Test
	void approveWhenYesGivenDoesNotAskButSaysWhatIsLost() {
		Person person = new Person(new String[0]);
		guard(person).approve(loss(this.open), YES);
		assertThat(person.heard)
			.containsExactly("Drop on environment " + this.open.description() + ".", "This would be lost:", "  3 dogs")
			.contains("  3 dogs");
	}

	@Test
	void approveWhenGuardedAtTerminalAsksBoth() {
		Person person = new Person("y", "36");
		guard(person).approve(loss(this.guarded), NOTHING);
		assertThat(person.heard).contains("Continue? [y/N] ", "What is 6 x 6? ");
	}

	@Test
	void approveWhenGuardedAtTerminalAsksForProofWhateverTheOptions() {
		refused(new Person("35"), loss(this.guarded), YES);
		refused(new Person(""), loss(this.guarded), new Confirmation(true, "prod"));
	}

	@Test
	void approveWithoutTerminalNamesEveryMissingOption() {
		Person nobody = Person.absent();
		assertThat(refused(nobody, loss(this.open), NOTHING).action()).endsWith("Add --yes.");
		assertThat(refused(nobody, loss(this.guarded), NOTHING).action()).endsWith("Add --yes and --confirm prod.");
		assertThat(refused(nobody, loss(this.guarded), new Confirmation(false, "prod")).action())
			.endsWith("Add --yes.");
		MonarchException yesAlone = refused(nobody, loss(this.guarded), YES);
		assertThat(yesAlone).hasMessageContaining("--yes alone").hasMessageContaining("'prod' (shop on db:27017)");
		assertThat(yesAlone.action()).endsWith("Add --confirm prod.");
	}

	@Test
	void approveWithoutTerminalWhenBothGivenApproves() {
		guard(Person.absent()).approve(loss(this.guarded), new Confirmation(true, "prod")).require(this.guarded);
	}

	@Test
	void approveWhenConfirmNamesAnotherEnvironmentRefusesBeforeAsking() {
		for (String name : List.of("Prod", "prod ", "", "dev")) {
			Person person = new Person("y", "36");
			assertThat(refused(person, loss(this.guarded), new Confirmation(true, name)))
				.hasMessageContaining("but the environment is 'prod'");
			assertThat(person.heard).isEmpty();
		}
		refused(new Person("y"), loss(this.open), new Confirmation(true, "prod"));
	}

	@Test
	void readOnlyIsNeverATarget() {
		Confirmation all = new Confirmation(true, "archive");
		for (Person person : List.of(new Person("y", "36"), Person.absent())) {
			Guard guard = guard(person);
			assertThat(refused(person, loss(this.readOnly), all)).hasMessageContaining("is read-only");
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> guard.requireConfirmation(loss(this.readOnly), all));
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> guard.requireProof(this.readOnly, "Migrate", all));
			assertThat(person.heard).isEmpty();
		}
	}

	@Test
	void requireProofAsksNothingWhereOpen() {
		Person nobody = Person.absent();
		guard(nobody).requireProof(this.open, "Migrate", NOTHING);
		assertThat(nobody.heard).isEmpty();
	}

	@Test
	void requireProofWhenGuardedTakesTheAnswerOrTheName() {
		guard(new Person("36")).requireProof(this.guarded, "Migrate", NOTHING);
		guard(Person.absent()).requireProof(this.guarded, "Migrate", new Confirmation(false, "prod"));
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> guard(Person.absent()).requireProof(this.guarded, "Migrate", YES))
			.withMessageContaining("--yes alone")
			.satisfies((ex) -> assertThat(ex.action()).endsWith("Add --confirm prod."))
			.satisfies((ex) -> assertThat(ex.kind().exitCode()).isEqualTo(3));
	}

	@Test
	void requireProofSaysWhatWouldBeRunAboveTheQuestion() {
		Person person = new Person("36");
		guard(person).requireProof(this.guarded, "Run 2 migrations", List.of("1_first  First", "2_second"), NOTHING);
		assertThat(person.heard).containsExactly("This would run:", "  1_first  First", "  2_second",
				"Run 2 migrations: environment " + this.guarded.description()
						+ " is guarded. Prove that you are sober.",
				"What is 6 x 6? ");
	}

	@Test
	void approveWithoutLossAsksForNoConfirmationButForProof() {
		Person person = new Person();
		guard(person).approveWithoutLoss(this.open, "Restore", List.of("2 dogs"), NOTHING).require(this.open);
		assertThat(person.heard).containsExactly("Restore on environment " + this.open.description() + ".",
				"Nothing would be lost.", "New data:", "  2 dogs");
		guard(Person.absent()).approveWithoutLoss(this.open, "Restore", List.of(), NOTHING).require(this.open);
		for (Environment each : List.of(this.guarded, this.readOnly)) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> guard(Person.absent()).approveWithoutLoss(each, "Restore", List.of(), YES))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.REFUSED));
		}
		guard(new Person("36")).approveWithoutLoss(this.guarded, "Restore", List.of(), NOTHING).require(this.guarded);
	}

	@Test
	void requireProofWithoutTerminalSaysThatItIsGuardedAndThatNobodyCanBeAsked() {
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> guard(Person.absent()).requireProof(this.guarded, "Migrate", NOTHING))
			.withMessage("Migrate on environment 'prod' (shop on db:27017) is guarded, and there is no terminal to "
					+ "ask for proof.")
			.satisfies((ex) -> assertThat(ex.action()).isEqualTo("Nothing was changed. Add --confirm prod."));
	}

	@Test
	void requireConfirmationDemandsNoProof() {
		guard(new Person("y")).requireConfirmation(loss(this.guarded), NOTHING);
		guard(Person.absent()).requireConfirmation(loss(this.guarded), YES);
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> guard(Person.absent()).requireConfirmation(loss(this.guarded), NOTHING))
			.satisfies((ex) -> assertThat(ex.action()).endsWith("Add --yes."));
	}

	@Test
	void documentsOfTimeSeriesAreCalledBuckets() {
		assertThat(DestructiveAction.sized(1_702, 2, 17))
			.isEqualTo("1,700 documents and 2 time-series buckets, 17 bytes");
		assertThat(DestructiveAction.sized(1, 1, 17)).isEqualTo("1 time-series bucket, 17 bytes");
		assertThat(DestructiveAction.counted(0, 0)).isEqualTo("0 documents");
	}

	@Test
	void lossOfDatabaseCountsInHumanUnits() {
		assertThat(DestructiveAction.ofDatabase(this.open, "Drop", 1, 1_700_000, 0, 597_688_320).lines())
			.containsExactly("database shop: 1 collection, 1,700,000 documents, 570.0 MiB");
		assertThat(DestructiveAction.ofDatabase(this.open, "Drop", 2, 1, 0, 17).lines())
			.containsExactly("database shop: 2 collections, 1 document, 17 bytes");
		assertThat(DestructiveAction.ofDatabase(this.open, "Drop", 0, 0, 0, Long.MAX_VALUE).lines().get(0))
			.endsWith("8192.0 PiB");
	}

	@Test
	void lossOfNothingIsNone() {
		assertThatIllegalArgumentException().isThrownBy(() -> new DestructiveAction(this.open, "Drop", List.of()));
	}

	private static MonarchException refused(Person person, DestructiveAction loss, Confirmation consent) {
		MonarchException failure = catchThrowableOfType(MonarchException.class,
				() -> guard(person).approve(loss, consent));
		assertThat(failure).isNotNull();
		assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
		return failure;
	}

	private static Guard guard(Person person) {
		return new Guard(person, FOURS, (environment) -> DatabaseProtection.configured(environment, List.of()));
	}

	private static DestructiveAction loss(Environment environment) {
		return new DestructiveAction(environment, "Drop", List.of("3 dogs"));
	}

	private static Environment environment(String name, Protection protection) {
		MongoClientSettings client = MongoClientSettings.builder()
			.applyToClusterSettings((cluster) -> cluster.hosts(List.of(new ServerAddress("db"))))
			.build();
		return Environments.of(List.of(new EnvironmentSettings(name, client, "shop", protection)), "none").get(name);
	}

	/**
	 * Someone with answers, or nobody.
	 */
	private static final class Person implements Questions {

		final List<String> heard = new ArrayList<>();

		private final @Nullable Deque<String> answers;

		Person(String... answers) {
			this.answers = new ArrayDeque<>(List.of(answers));
		}

		private Person(boolean absent) {
			this.answers = absent ? null : new ArrayDeque<>();
		}

		static Person absent() {
			return new Person(true);
		}

		@Override
		public boolean canAsk() {
			return this.answers != null;
		}

		@Override
		public void say(String line) {
			this.heard.add(line);
		}

		@Override
		public String ask(String question) {
			this.heard.add(question);
			return this.answers.remove();
		}

	}

}
