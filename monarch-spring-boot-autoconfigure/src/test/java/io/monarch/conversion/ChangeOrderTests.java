package io.monarch.conversion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.monarch.conversion.ChangeUnits.Neighbors;
import io.monarch.conversion.ChangeUnits.Target;
import io.monarch.environment.NaturalOrder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that converted migrations run in the order in which Mongock runs the change
 * units, whatever their orders, and whichever of them is converted first.
 */
class ChangeOrderTests {

	private static final Comparator<Unit> MONGOCK = Comparator
		.<Unit, Boolean>comparing((unit) -> unit.order().isEmpty())
		.thenComparing(Unit::order)
		.thenComparing(Unit::type);

	private final Map<String, String> sources = new HashMap<>();

	private final Map<String, ConvertedMigration> converted = new HashMap<>();

	@ParameterizedTest
	@ValueSource(strings = { "1,2,10,11,100,3,20", "001,002,010,011,100", "5,5,5,7,7", "a,b,c,alpha,beta,b",
			"2023-1,2023-2,2023-10,2023-11,2022-12", "1,10,2,2,10,10,1" })
	void idsHaveTheOrderOfMongockWhicheverUnitIsConvertedFirst(String orders) {
		for (int seed = 0; seed < 60; seed++) {
			List<Unit> units = convertAll(List.of(orders.split(",")), new Random(seed));
			assertThat(units.stream().sorted(byId()).toList()).as("seed %s: %s", seed, ids(units))
				.isEqualTo(units.stream().sorted(MONGOCK).toList());
			assertThat(this.converted.values()).flatExtracting(ConvertedMigration::todos)
				.noneMatch((todo) -> todo.contains("opposite order"));
		}
	}

	@Test
	void orderThatIdsCannotHaveIsNamed() {
		Random random = new Random(20);
		String[] parts = { "1", "10", "02", "a", "B", "_", "-", "Z", "z1" };
		for (int run = 0; run < 300; run++) {
			List<String> orders = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				orders.add(parts[random.nextInt(parts.length)] + parts[random.nextInt(parts.length)]);
			}
			List<Unit> units = convertAll(orders, null);
			if (!units.stream().sorted(byId()).toList().equals(units.stream().sorted(MONGOCK).toList())) {
				assertThat(this.converted.values()).as("%s: %s", orders, ids(units))
					.flatExtracting(ConvertedMigration::todos)
					.anyMatch((todo) -> todo.contains("opposite order"));
			}
		}
	}

	@Test
	void equalOrdersAreNamedWithBothClasses() {
		unit(new Unit("Zebra", "first", "7"));
		unit(new Unit("Apple", "second", "7"));
		ConvertedMigration zebra = convert("Zebra", null);
		assertThat(zebra.id()).isEqualTo("7_zebra");
		assertThat(zebra.todos()).containsExactly(
				"Zebra and Apple have the same order '7'. Mongock runs Apple first, by " + "the names of the classes.");
		this.sources.remove("Zebra");
		assertThat(convert("Apple", zebra).id()).isEqualTo("7_apple");
	}

	@Test
	void changeSetsOfOneClassWithEqualOrdersHaveTheOrderOfTheSource() {
		this.sources.put("Log", """
				@ChangeLog(order = "3")
				public class Log {
					@ChangeSet(id = "z", order = "1", author = "a") public void one() { }
					@ChangeSet(id = "a", order = "1", author = "a") public void two() { }
					@ChangeSet(id = "m", order = "02", author = "a") public void three() { }
				}
				""");
		List<ConvertedMigration> sets = convertSource("Log", List.of());
		assertThat(sets).extracting(ConvertedMigration::formerly).containsExactly("m", "z", "a");
		assertThat(sets).extracting(ConvertedMigration::id).isSortedAccordingTo(NaturalOrder.INSTANCE);
		assertThat(sets.get(1).todos()).singleElement()
			.asString()
			.contains("have the order '1'", "order of the source");
	}

	@Test
	void changeSetsOfTwoClassesWithOneOrderAreNotMixed() {
		for (String type : List.of("Alpha", "Beta")) {
			this.sources.put(type,
					"@ChangeLog(order = \"3\") public class " + type + " { @ChangeSet(id = \"" + type
							+ "1\", order = \"1\", author = \"a\") public void one() { } @ChangeSet(id = \"" + type
							+ "2\", order = \"2\", author = \"a\") public void two() { } }");
		}
		List<String> ids = new ArrayList<>();
		convertSource("Alpha", List.of()).forEach((each) -> ids.add(each.id()));
		convertSource("Beta", List.of()).forEach((each) -> ids.add(each.id()));
		assertThat(ids).isSortedAccordingTo(NaturalOrder.INSTANCE).hasSize(4);
	}

	private List<Unit> convertAll(List<String> orders, @Nullable Random random) {
		this.sources.clear();
		this.converted.clear();
		List<Unit> units = new ArrayList<>();
		Set<String> types = new HashSet<>();
		Random names = (random != null) ? random : new Random(orders.hashCode());
		for (String order : orders) {
			String type;
			do {
				type = "U" + (char) ('A' + names.nextInt(26)) + (names.nextBoolean() ? "x" : names.nextInt(12));
			}
			while (!types.add(type));
			units.add(new Unit(type, "change-" + names.nextInt(100) + "-" + types.size(), order));
		}
		units.forEach(this::unit);
		List<Unit> sequence = new ArrayList<>(units);
		if (random != null) {
			Collections.shuffle(sequence, random);
		}
		for (Unit unit : sequence) {
			convert(unit.type(), null);
			if (random != null && random.nextInt(3) > 0) {
				this.sources.remove(unit.type());
			}
		}
		return units;
	}

	private Comparator<Unit> byId() {
		return Comparator.comparing((unit) -> this.converted.get(unit.type()).id(), NaturalOrder.INSTANCE);
	}

	private List<String> ids(List<Unit> units) {
		return units.stream().map((unit) -> unit + " " + this.converted.get(unit.type()).id()).toList();
	}

	private void unit(Unit unit) {
		this.sources.put(unit.type(), """
				import io.mongock.api.annotations.*;
				@ChangeUnit(id = "%s", order = "%s", author = "jane")
				public class %s {
					@Execution
					public void execution() {
					}
				}
				""".formatted(unit.id(), unit.order(), unit.type()));
	}

	private ConvertedMigration convert(String type, @Nullable ConvertedMigration earlier) {
		List<String> existing = new ArrayList<>(
				this.converted.values().stream().map(ConvertedMigration::text).toList());
		if (earlier != null) {
			existing.add(earlier.text());
		}
		ConvertedMigration migration = convertSource(type, existing).get(0);
		this.converted.put(type, migration);
		return migration;
	}

	private List<ConvertedMigration> convertSource(String type, List<String> existing) {
		return ChangeUnits.convert(type, this.sources.get(type),
				new Target(false, "migrations", "202611281200", null, new Neighbors() {

					@Override
					public @Nullable String source(String className) {
						return ChangeOrderTests.this.sources.get(className);
					}

					@Override
					public List<String> all() {
						return ChangeOrderTests.this.sources.entrySet()
							.stream()
							.filter((entry) -> !entry.getKey().equals(type))
							.map(Map.Entry::getValue)
							.toList();
					}

				}, existing));
	}

	private record Unit(String type, String id, String order) {

	}

}
