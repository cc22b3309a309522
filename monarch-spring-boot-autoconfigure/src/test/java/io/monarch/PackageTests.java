package io.monarch;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the {@link PackageRules}, and proves that each of them can be broken.
 */
class PackageTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.monarch");

	/** Classes that break the rules, beside one of those that they break them with. */
	private static final JavaClasses PLANTED = new ClassFileImporter().importPackages("io.monarch.environment",
			"io.monarch.migration", "io.monarch.transfer.planted", "io.monarch.testsupport");

	@ParameterizedTest
	@EnumSource
	void ruleIsKept(PackageRules rule) {
		rule.rule().check(CLASSES);
	}

	@Test
	void classesAreFound() {
		assertThat(CLASSES).hasSizeGreaterThan(50);
	}

	@ParameterizedTest
	@CsvSource({ "TABLE, environment.planted.ImportingMigration", "TABLE, testsupport.TestDatabase",
			"NO_CYCLES, environment.planted.ImportingMigration",
			"SHELL_IS_IMPORTED_BY_THE_SHELL_ONLY, migration.planted.ImportingShell",
			"BOOT_IS_IMPORTED_AT_THE_EDGES_ONLY, environment.planted.ImportingBoot",
			"DATA_IS_NOT_NEEDED_TO_MOVE_DOCUMENTS, transfer.planted.ImportingData",
			"ONE_CLASS_WRITES_TO_THE_LOG, environment.planted.PlantedLogger",
			"NULL_MARKED, environment.planted.ImportingMigration",
			"NAMES_SAY_WHAT_A_CLASS_IS, environment.planted.PlantedUtils",
			"NAMES_SAY_WHAT_A_CLASS_IS, environment.planted.DefaultPlanted" })
	void ruleThatIsBrokenNamesTheClass(PackageRules rule, String culprit) {
		EvaluationResult result = rule.rule().evaluate(PLANTED);
		assertThat(result.hasViolation()).isTrue();
		assertThat(result.getFailureReport().toString()).contains("io.monarch." + culprit);
	}

}
