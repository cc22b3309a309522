package io.monarch.migration;

import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MigrationHints}.
 */
class MigrationHintsTests {

	@Test
	void hintsTellOfTheRollbackOfAMigrationAndOfNothingElse() throws Exception {
		RuntimeHints hints = process(WithRollback.class, WithoutRollback.class, NoMigration.class);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(WithRollback.class.getMethod("rollback", MigrationContext.class))).accepts(hints);
		assertThat(hints.reflection().getTypeHint(WithRollback.class)).isNotNull()
			.satisfies((hint) -> assertThat(hint.methods()).singleElement()
				.satisfies((method) -> assertThat(method.getName()).isEqualTo("rollback")));
		assertThat(hints.reflection().getTypeHint(NoMigration.class)).isNotNull()
			.satisfies((hint) -> assertThat(hint.methods()).isEmpty());
	}

	private static RuntimeHints process(Class<?>... components) {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			new AnnotatedBeanDefinitionReader(context).register(components);
			DefaultGenerationContext generation = new DefaultGenerationContext(
					new ClassNameGenerator(ClassName.get("test", "Application")), new InMemoryGeneratedFiles());
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			return generation.getRuntimeHints();
		}
	}

	@Migration("1_with")
	static class WithRollback implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
		}

		@Override
		public void rollback(MigrationContext context) {
		}

	}

	@Migration("2_without")
	static class WithoutRollback implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
		}

	}

	static class NoMigration {

		void rollback(MigrationContext context) {
		}

	}

}
