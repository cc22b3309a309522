package io.monarch.mongock.tests;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.SuppliedMigration;
import io.monarch.mongock.MongockChangeUnits;
import io.monarch.mongock.MongockSettings;
import io.monarch.mongock.tests.broken.Broken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Reads change units that have something wrong with them.
 */
class MongockChangeUnitsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			NoExecution | has no method with @Execution. | Annotate the public method that runs
			TwoExecutions | has 2 methods with @Execution: one, two. | Leave one of them annotated
			PrivateExecution | has the method 'hidden', which is annotated but not public. | Make the method public
			PrivateRollback | has the method 'hidden', which is annotated but not public. | Make the method public
			BlankId | has a change without an id. | Give it the id
			PrivateConstructor | has no public constructor. | Make the class and its constructor public
			TwoConstructors | has 2 constructors, and it is not clear which one to call. | @ChangeUnitConstructor
			TwoAnnotatedConstructors | has 2 constructors | Annotate one of them
			AbstractUnit | is abstract, or an interface. | Annotate the classes that extend it
			LogWithConstructor | is a change log, and its constructor has parameters | Move them to its methods
			PrivateSet | has the method 'set', which is annotated but not public. | Make the method public
			""")
	void classThatCannotBeReadIsNamedWithTheWayOut(String name, String problem, String action) {
		String type = Broken.class.getName() + "$" + name;
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> read(settings(List.of(type))))
			.withMessageStartingWith("The change unit " + type + " ")
			.withMessageContaining(problem)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.BAD_INPUT))
			.satisfies((ex) -> assertThat(ex.action()).startsWith(action.startsWith("@") ? "" : action)
				.contains(action)
				.endsWith("or exclude it: monarch.mongock.exclude=" + type + "."));
		assertThat(read(settings(List.of(type, type(Broken.Good.class)), List.of(type), List.of())))
			.containsExactly("good");
	}

	@Test
	void idThatTwoChangeSetsHaveIsRefused() {
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> read(settings(List.of(type(Broken.DuplicateSets.class)))))
			.withMessageContaining("Two change units have the id 'duplicate'")
			.withMessageContaining("DuplicateSets.one and")
			.withMessageContaining("DuplicateSets.two")
			.extracting(MonarchException::kind)
			.isEqualTo(Kind.BAD_INPUT);
	}

	@Test
	void idThatTwoAuthorsHaveIsRefusedWithTheWayOut() {
		List<String> both = List.of(type(Broken.Good.class), type(Broken.OtherAuthor.class));
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> read(settings(both)))
			.withMessageContaining("Two change units have the id 'good'")
			.withMessageContaining("Monarch distinguishes migrations by their ids alone")
			.satisfies((ex) -> assertThat(ex.action()).contains(type(Broken.OtherAuthor.class)));
		assertThat(read(settings(both, List.of(type(Broken.OtherAuthor.class)), List.of()))).containsExactly("good");
	}

	@Test
	void whatOnlyMongockDoesIsNamedAllAtOnceWithThePropertiesToSet() {
		List<String> types = Stream
			.of(Broken.Always.class, Broken.NotFailFast.class, Broken.OfSystem.class, Broken.Good.class)
			.map(MongockChangeUnitsTests::type)
			.toList();
		String ids = "always,system,slow-one,slow-two";
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> read(settings(types)))
			.withMessageStartingWith("Monarch does not support what 4 change units ask for: 'always' (")
			.withMessageContaining("Always.execution) runAlways = true; ")
			.withMessageContaining("'slow-one' (" + type(Broken.NotFailFast.class) + ".one) failFast = false")
			.withMessageContaining("two) runAlways = true and failFast = false and systemVersion = \"2.1\".")
			.withMessageContaining("'system' (" + type(Broken.OfSystem.class) + ".execution) @SystemChange")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.BAD_INPUT))
			.satisfies((ex) -> assertThat(ex.action()).contains("monarch.mongock.exclude=" + ids + " ",
					"monarch.mongock.run-once=" + ids + " "));
		assertThat(read(settings(types, List.of(ids.split(",")), List.of()))).containsExactly("good");
		assertThat(read(settings(types, List.of("always"), List.of("system", type(Broken.NotFailFast.class)))))
			.containsExactly("good", "system", "slow-one", "slow-two");
	}

	@Test
	void beforeExecutionIsRefusedInTransactions() {
		MongockSettings settings = new MongockSettings(List.of(type(Broken.Before.class)), List.of(), List.of(), true,
				"default_author", "mongockChangeLog", "mongockLock");
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> read(settings))
			.withMessageContaining("'before' (" + type(Broken.Before.class) + ") has a method with @BeforeExecution")
			.satisfies((ex) -> assertThat(ex.action()).contains("monarch.mongock.transactional=false",
					"monarch.mongock.exclude=before"));
	}

	@Test
	void equalOrdersHaveAStableRuleAndAWarningThatNamesBothClasses() {
		MongockChangeUnits units = units(
				settings(List.of(type(Broken.EqualSets.class), type(Broken.Equal.class), type(Broken.Good.class))));
		List<String> ids = units.migrations().stream().map(SuppliedMigration::id).toList();
		assertThat(ids.subList(ids.indexOf("equal"), ids.indexOf("equal") + 8)).containsExactly("equal", "sets-0",
				"sets-1", "sets-2", "sets-3", "sets-4", "sets-5", "sets-6");
		assertThat(units.warnings(ids)).containsExactly(
				type(Broken.Equal.class) + " and " + type(Broken.EqualSets.class)
						+ " have the same order '7', so the names of the classes decide, as with Mongock",
				"Change sets 'sets-1', 'sets-2', 'sets-3', 'sets-4', 'sets-5', 'sets-6' of "
						+ type(Broken.EqualSets.class)
						+ " have the same order '1', so their places in the source decide; Mongock has no rule");
		assertThat(units.warnings(List.of("equal", "sets-1"))).hasSize(1);
		assertThat(units.warnings(List.of("equal", "good"))).isEmpty();
	}

	@Test
	void packageWithoutChangeUnitsIsRefused() {
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> read(settings(List.of("io.monarch.typo"))))
			.withMessage("monarch.mongock.packages: there is no change unit in 'io.monarch.typo'.")
			.extracting(MonarchException::kind)
			.isEqualTo(Kind.BAD_INPUT);
	}

	@Test
	void classThatIsNoChangeUnitIsRefused() {
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> read(settings(List.of(type(Broken.NoUnit.class)))))
			.withMessageContaining("cannot be read as a change unit")
			.satisfies((ex) -> assertThat(ex.action()).contains("io.mongock:mongock-api"));
	}

	@Test
	void parameterThatNoBeanIsForIsNamed() {
		MongockChangeUnits units = units(settings(List.of(type(Broken.OfDriver.class))));
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> units.create("of-driver"))
			.withMessageContaining("The change unit 'of-driver' (" + type(Broken.OfDriver.class)
					+ ".execution) needs io.mongock.driver.api.entry.ChangeEntryService, which cannot be provided")
			.satisfies((ex) -> assertThat(ex.action()).contains("monarch.mongock.exclude=of-driver"));
	}

	private static List<String> read(MongockSettings settings) {
		return units(settings).migrations().stream().map(SuppliedMigration::id).toList();
	}

	private static MongockChangeUnits units(MongockSettings settings) {
		return new MongockChangeUnits(settings, new DefaultListableBeanFactory(), Set.of());
	}

	private static MongockSettings settings(List<String> packages) {
		return settings(packages, List.of(), List.of());
	}

	private static MongockSettings settings(List<String> packages, List<String> exclude, List<String> runOnce) {
		return new MongockSettings(packages, exclude, runOnce, false, "default_author", "mongockChangeLog",
				"mongockLock");
	}

	private static String type(Class<?> type) {
		return type.getName();
	}

}
