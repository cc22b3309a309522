package io.monarch;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the table of packages: what each may import.
 */
class PackageTests {

	private static final String ROOT = "io.monarch.";

	private static final Map<String, Set<String>> TABLE = new LinkedHashMap<>();

	static {
		TABLE.put("environment", Set.of());
		TABLE.put("safety", Set.of("environment"));
		TABLE.put("migration", Set.of("environment"));
		TABLE.put("queryset", Set.of("environment"));
		TABLE.put("transfer", Set.of("environment", "safety", "queryset"));
		TABLE.put("backup", Set.of("environment", "safety", "transfer"));
		TABLE.put("shell", Set.of("environment", "safety", "migration", "queryset", "transfer", "backup"));
		TABLE.put("actuate", Set.of("migration"));
		TABLE.put("autoconfigure",
				Set.of("environment", "safety", "migration", "queryset", "transfer", "backup", "shell", "actuate"));
	}

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.monarch");

	@Test
	void packagesImportWhatTheTableAllows() {
		classes().should(new ArchCondition<JavaClass>("import what the table of packages allows") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				String from = packageOf(type);
				type.getDirectDependenciesFromSelf().forEach((dependency) -> {
					JavaClass target = dependency.getTargetClass();
					if (target.getPackageName().startsWith(ROOT) && !packageOf(target).equals(from)
							&& !TABLE.getOrDefault(from, Set.of()).contains(packageOf(target))) {
						events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
					}
				});
			}

		}).check(CLASSES);
	}

	@Test
	void packagesAreThoseOfTheTable() {
		assertThat(CLASSES).extracting(PackageTests::packageOf).isSubsetOf(TABLE.keySet());
		assertThat(CLASSES).hasSizeGreaterThan(50);
	}

	@Test
	void packagesHaveNoCycles() {
		slices().matching("io.monarch.(*)..").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void springShellIsImportedByTheShellOnly() {
		noClasses().that()
			.resideOutsideOfPackages("io.monarch.shell..", "io.monarch.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.shell..", "org.jline..")
			.check(CLASSES);
	}

	@Test
	void springBootIsImportedAtTheEdgesOnly() {
		noClasses().that()
			.resideOutsideOfPackages("io.monarch.shell..", "io.monarch.autoconfigure..", "io.monarch.actuate..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot..")
			.check(CLASSES);
	}

	@Test
	void springDataIsNotNeededToMoveDocuments() {
		noClasses().that()
			.resideInAnyPackage("io.monarch.transfer..", "io.monarch.backup..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.data..")
			.allowEmptyShould(true) // until there are such packages
			.check(CLASSES);
	}

	@Test
	void packagesAreNullMarked() throws ClassNotFoundException {
		for (String name : CLASSES.stream().map(JavaClass::getPackageName).distinct().toList()) {
			Class<?> info = Class.forName(name + ".package-info");
			assertThat(info.isAnnotationPresent(NullMarked.class)).as(name).isTrue();
		}
	}

	@Test
	void namesSayWhatAClassIs() {
		String[] empty = { "Base", "Impl", "Manager", "Util", "Utils" };
		noClasses().should(new ArchCondition<JavaClass>("have a name that says nothing") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				Stream<String> bad = Arrays.stream(empty).filter(type.getSimpleName()::endsWith);
				// A subclass of a manager of Spring may be called what it is.
				if ((bad.findAny().isPresent() && !type.getSimpleName().endsWith("TransactionManager"))
						|| type.getSimpleName().startsWith("Default")) {
					events.add(SimpleConditionEvent.satisfied(type, type.getName()));
				}
			}

		}).check(CLASSES);
	}

	private static String packageOf(JavaClass type) {
		String name = type.getPackageName();
		if (!name.startsWith(ROOT)) {
			return name;
		}
		String rest = name.substring(ROOT.length());
		int dot = rest.indexOf('.');
		return (dot < 0) ? rest : rest.substring(0, dot);
	}

}
