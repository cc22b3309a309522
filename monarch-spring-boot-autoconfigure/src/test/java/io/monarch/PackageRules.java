package io.monarch;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules about packages: what each may import, and what its classes may be called.
 */
enum PackageRules {

	TABLE(classes().should(new ArchCondition<JavaClass>("import what the table of packages allows") {

		@Override
		public void check(JavaClass type, ConditionEvents events) {
			String from = packageOf(type);
			if (!Table.ALLOWED.containsKey(from)) {
				events.add(SimpleConditionEvent.violated(type, type.getName() + " is in no package of the table"));
			}
			type.getDirectDependenciesFromSelf().forEach((dependency) -> {
				JavaClass target = dependency.getTargetClass();
				if (target.getPackageName().startsWith(Table.ROOT) && !packageOf(target).equals(from)
						&& !Table.ALLOWED.getOrDefault(from, Set.of()).contains(packageOf(target))) {
					events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
				}
			});
		}

	})),

	NO_CYCLES(slices().matching("io.monarch.(*)..").should().beFreeOfCycles()),

	SHELL_IS_IMPORTED_BY_THE_SHELL_ONLY(noClasses().that()
		.resideOutsideOfPackages("io.monarch.shell..", "io.monarch.autoconfigure..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.shell..", "org.jline..")),

	BOOT_IS_IMPORTED_AT_THE_EDGES_ONLY(noClasses().that()
		.resideOutsideOfPackages("io.monarch.shell..", "io.monarch.autoconfigure..", "io.monarch.actuate..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.boot..")),

	TERMINAL_KNOWS_NOTHING_OF_MONARCH(noClasses().that()
		.resideInAPackage("io.monarch.shell.terminal..")
		.should()
		.dependOnClassesThat(
				resideInAPackage("io.monarch..").and(not(resideInAPackage("io.monarch.shell.terminal.."))))),

	DATA_IS_NOT_NEEDED_TO_MOVE_DOCUMENTS(noClasses().that()
		.resideInAnyPackage("io.monarch.transfer..", "io.monarch.backup..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.data..")
		.allowEmptyShould(true)), // until there are such packages

	ONE_CLASS_TAKES_AN_INTERRUPTION_AWAY(
			noClasses().that().doNotHaveSimpleName("Interruption").should().callMethod(Thread.class, "interrupted")),

	ONE_CLASS_WRITES_TO_THE_LOG(noClasses().that()
		.doNotHaveSimpleName("CleanLog")
		.should()
		.dependOnClassesThat()
		.haveNameMatching("org\\.(apache\\.commons\\.logging|slf4j)\\.Log.*")),

	NULL_MARKED(classes().should(new ArchCondition<JavaClass>("be in a package that is null-marked") {

		@Override
		public void check(JavaClass type, ConditionEvents events) {
			if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
				events.add(SimpleConditionEvent.violated(type, type.getName()));
			}
		}

	})),

	NAMES_SAY_WHAT_A_CLASS_IS(noClasses().should(new ArchCondition<JavaClass>("have a name that says nothing") {

		@Override
		public void check(JavaClass type, ConditionEvents events) {
			String name = type.getSimpleName();
			boolean empty = Arrays.asList("Base", "Impl", "Manager", "Util", "Utils").stream().anyMatch(name::endsWith)
					|| name.matches("(Default|Base)[A-Z].*");
			// A subclass of a manager of Spring may be called what it is.
			if (empty && !name.endsWith("TransactionManager")) {
				events.add(SimpleConditionEvent.satisfied(type, type.getName()));
			}
		}

	}));

	private final ArchRule rule;

	PackageRules(ArchRule rule) {
		this.rule = rule;
	}

	ArchRule rule() {
		return this.rule;
	}

	private static String packageOf(JavaClass type) {
		String name = type.getPackageName();
		if (!name.startsWith(Table.ROOT)) {
			return name;
		}
		String rest = name.substring(Table.ROOT.length());
		int dot = rest.indexOf('.');
		return (dot < 0) ? rest : rest.substring(0, dot);
	}

	/**
	 * The table: which packages there are, and what each may import.
	 */
	private static final class Table {

		private static final String ROOT = "io.monarch.";

		private static final Map<String, Set<String>> ALLOWED = new LinkedHashMap<>();

		static {
			ALLOWED.put("environment", Set.of());
			ALLOWED.put("lock", Set.of("environment"));
			ALLOWED.put("batch", Set.of("environment", "lock"));
			ALLOWED.put("safety", Set.of("environment"));
			ALLOWED.put("foreign", Set.of("environment"));
			ALLOWED.put("migration", Set.of("environment", "lock", "foreign", "batch"));
			ALLOWED.put("mongock", Set.of("environment", "foreign", "migration"));
			ALLOWED.put("queryset", Set.of("environment"));
			ALLOWED.put("transfer", Set.of("environment", "lock", "safety", "queryset"));
			ALLOWED.put("backup", Set.of("environment", "lock", "safety", "transfer"));
			ALLOWED.put("compare", Set.of("environment", "queryset", "transfer", "backup"));
			ALLOWED.put("rehearsal", Set.of("environment", "lock", "migration", "queryset", "transfer"));
			ALLOWED.put("conversion", Set.of("environment"));
			ALLOWED.put("shell", Set.of("environment", "lock", "safety", "foreign", "migration", "queryset", "transfer",
					"backup", "compare", "conversion", "rehearsal"));
			ALLOWED.put("actuate", Set.of("environment", "lock", "migration", "transfer", "backup"));
			ALLOWED.put("autoconfigure", Set.of("environment", "lock", "safety", "foreign", "migration", "queryset",
					"transfer", "backup", "compare", "shell", "actuate", "mongock", "rehearsal", "batch"));
		}

	}

}
