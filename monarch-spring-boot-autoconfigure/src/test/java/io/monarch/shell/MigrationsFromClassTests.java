package io.monarch.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for migrations that are generated from change units of Mongock: they compile
 * without Mongock, and what could not be carried over is named.
 */
class MigrationsFromClassTests {

	private static final String PACKAGE = "src/main/java/com/example/dogs/";

	private static final Path SHAPES = Path.of("src/test/resources/io/monarch/shell/changeunits");

	@TempDir
	Path directory;

	private CommandHarness shell;

	@BeforeEach
	void start() throws IOException {
		this.shell = new CommandHarness(List.of(), this.directory);
		write("changes/Dog.java", """
				package com.example.dogs.changes;

				public record Dog(String id, String name) {
				}
				""");
		write("DogRepository.java", """
				package com.example.dogs;

				import com.example.dogs.changes.Dog;
				import org.springframework.data.mongodb.repository.MongoRepository;

				public interface DogRepository extends MongoRepository<Dog, String> {
				}
				""");
	}

	@AfterEach
	void stop() {
		this.shell.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ConstructorInjection", "MethodInjection", "WithBefore", "WithHelpers", "FieldInjection",
			"SeveralConstructors", "OwnMethodNames", "ReturningValue", "TemplateInConstructor", "Generic", "NamedBeans",
			"StaticNested", "Inherited", "MethodReference", "NameOfTheContext", "OfVersion4", "SeveralSets", "Mongobee",
			"Session", "CallInConstructor" })
	void generatedMigrationCompiles(String shape) throws IOException {
		for (Path file : convert(shape)) {
			assertThat(file).content().doesNotContain("import io.mongock", "import com.github");
		}
		compile();
	}

	@Test
	void constructorFieldsBodyAndRollbackAreCarriedOver() throws IOException {
		assertThat(convert("ConstructorInjection")).singleElement()
			.isEqualTo(this.directory.resolve(PACKAGE + "migrations/M001InitDogs.java"))
			.satisfies((file) -> assertThat(file).content().isEqualTo("""
					package com.example.dogs.migrations;

					import com.example.dogs.DogRepository;
					import com.example.dogs.changes.Dog;
					import io.monarch.migration.Migration;
					import io.monarch.migration.MigrationContext;
					import io.monarch.migration.MongoMigration;
					import org.slf4j.Logger;
					import org.slf4j.LoggerFactory;
					import org.springframework.data.mongodb.core.MongoTemplate;
					import org.springframework.data.mongodb.core.query.Query;

					/**
					 * Creates the first dogs.
					 */
					// Change 'init-dogs' of Mongock, by jane
					@Migration(id = "001_init_dogs", formerly = "init-dogs")
					class M001InitDogs implements MongoMigration {

					    private static final Logger logger = LoggerFactory.getLogger(M001InitDogs.class);

					    private final DogRepository dogs;

					    M001InitDogs(DogRepository dogs) {
					        this.dogs = dogs;
					    }

					    @Override
					    public void migrate(MigrationContext context) {
					        MongoTemplate template = context.mongo();

					        logger.info("Creating dogs"); // as many as there are
					        dogs.save(new Dog("1", "Rex"));
					        template.save(new Dog("2", "Bello"));
					    }

					    @Override
					    public void rollback(MigrationContext context) {
					        MongoTemplate template = context.mongo();

					        template.remove(new Query(), Dog.class);
					    }

					}
					"""));
		assertThat(this.shell.err()).isEmpty();
	}

	@Test
	void beansOfMethodsComeThroughTheConstructorAndAttributesAreCarriedOverOrNamed() throws IOException {
		assertThat(convert("MethodInjection")).singleElement()
			.satisfies((file) -> assertThat(file).content()
				.contains("id = \"2_dogs_by_owner_index\"", "description = \"dogs by owner: index\"",
						"formerly = \"dogs by owner: index\"", "version = \"1\"", "transactional = true",
						"private final DogRepository repository;", "M2DogsByOwnerIndex(DogRepository repository) {",
						"public void migrate(MigrationContext context) throws java.io.IOException {",
						"MongoDatabase database = context.database();", "// TODO failFast = false has no counterpart")
				.doesNotContain("void rollback"));
		assertThat(this.shell.err()).contains("TODO in M2DogsByOwnerIndex: Mongock ran this at every start.",
				"TODO in M2DogsByOwnerIndex: failFast = false has no counterpart");
	}

	@Test
	void whatRanBeforeIsCalledFirstAndUndoneLast() throws IOException {
		assertThat(convert("WithBefore")).singleElement()
			.satisfies((file) -> assertThat(file).content()
				.contains("id = \"0_20210301120000_with_before\"")
				.containsSubsequence("void migrate(", "before(context.mongo());",
						"execution(this.dogs, context.mongo());")
				.containsSubsequence("void rollback(", "rollbackExecution(context.mongo());",
						"undoBefore(context.mongo());"));
	}

	@Test
	void helpersGetTheTemplateAsAParameter() throws IOException {
		assertThat(convert("WithHelpers")).singleElement()
			.satisfies((file) -> assertThat(file).content()
				.contains("createAll(template);", "save(dog(name), template)",
						"private void save(Dog dog, MongoTemplate template) {", "private Dog dog(String name) {",
						"\"template\" /* template */"));
	}

	@Test
	void templateThatCannotBeReplacedIsNamed() throws IOException {
		for (String shape : List.of("TemplateInConstructor", "MethodReference", "Inherited")) {
			Path file = convert(shape).get(0);
			assertThat(file).content().contains("// TODO '", "is still the MongoTemplate of the application");
			assertThat(this.shell.err()).contains("Use context.mongo() instead");
		}
	}

	@Test
	void constantsAreResolvedAndTheRightConstructorIsTaken() throws IOException {
		assertThat(convert("SeveralConstructors")).singleElement()
			.satisfies((file) -> assertThat(file).content()
				.contains("formerly = \"several-constructors\"", ", by joe", "@Profile(\"!test\")")
				.containsPattern("@Autowired\\s+M5SeveralConstructors\\(DogRepository dogs\\)"));
		assertThat(this.shell.err()).contains("systemVersion has no counterpart");
	}

	@Test
	void eachChangeSetBecomesAMigrationWithWhatItNeeds() throws IOException {
		List<Path> files = convert("SeveralSets");
		assertThat(files).extracting((file) -> file.getFileName().toString())
			.containsExactly("M00201AddDogs.java", "M00202AddOwners.java");
		assertThat(files.get(0)).content()
			.contains("@Profile(\"dev\")", "id = \"002_01_add_dogs\"", "NAMES", "DOGS")
			.doesNotContain("create(");
		assertThat(files.get(1)).content()
			.contains("create(template, \"owners\");", "version = \"1\"")
			.doesNotContain("NAMES", "DOGS", "DogRepository");
		assertThat(this.shell.run("generate-migration", "--from-class", "com.example.dogs.changes.SeveralSets", "a"))
			.isEqualTo(2);
		assertThat(this.shell.err()).contains("has 2 change sets");
	}

	@Test
	void authorTellsTwoChangesWithTheSameIdApart() throws IOException {
		List<Path> files = convert("Mongobee");
		assertThat(files.get(0)).content().contains("formerly = \"one@a\"");
		assertThat(files.get(1)).content().contains("formerly = \"one@b\"");
	}

	@Test
	void ordersThatMongockComparesAsTextKeepTheirOrder() throws IOException {
		Path alone = convert("NamedBeans").get(0);
		assertThat(alone).content().contains("@Migration(id = \"10_named_beans\"");
		write("changes/MethodInjection.java", shape("MethodInjection.java"));
		Files.delete(alone);
		assertThat(convert("NamedBeans").get(0)).isEqualTo(alone)
			.content()
			.contains("@Migration(id = \"1~0_named_beans\"");
		assertThat(this.shell.err()).isEmpty();
	}

	@Test
	void neighborThatIsNotPublicIsNamed() throws IOException {
		write("changes/Dog.java", "package com.example.dogs.changes;\n\nrecord Dog(String id, String name) {\n}\n");
		convert("ConstructorInjection");
		assertThat(this.shell.err()).contains("Dog is not public in com.example.dogs.changes");
	}

	@Test
	void wordsNameTheMigrationAndNothingIsOverwritten() throws IOException {
		write("changes/A.java", shape("ConstructorInjection.java"));
		String path = this.directory.resolve(PACKAGE + "changes/A.java").toString();
		assertThat(this.shell.run("generate-migration", "first", "dogs", "--from-class", path, "--output", "json"))
			.isZero();
		Map<?, ?> json = (Map<?, ?>) ((List<?>) this.shell.json()).get(0);
		assertThat(json.get("id")).isEqualTo("001_first_dogs");
		assertThat(json.get("formerly")).isEqualTo("init-dogs");
		assertThat((List<?>) json.get("todos")).isEmpty();
		Path file = Path.of((String) json.get("path"));
		assertThat(file).hasFileName("M001FirstDogs.java");
		Files.writeString(file, "mine");
		assertThat(this.shell.run("generate-migration", "first", "dogs", "--from-class=" + path)).isEqualTo(2);
		assertThat(this.shell.err()).contains("exists already, and is not overwritten");
		assertThat(file).hasContent("mine");
	}

	@Test
	void changeSetsAreWrittenAllOrNone() throws IOException {
		Path second = convert("SeveralSets").get(1);
		Files.delete(this.directory.resolve(PACKAGE + "migrations/M00201AddDogs.java"));
		assertThat(second).exists();
		assertThat(this.shell.run("generate", "--from-class", "com.example.dogs.changes.SeveralSets")).isEqualTo(2);
		assertThat(this.directory.resolve(PACKAGE + "migrations/M00201AddDogs.java")).doesNotExist();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "com.example.dogs.changes.Dog | has no change unit",
					"com.example.dogs.changes.Missing | There is no source of 'com.example.dogs.changes.Missing'",
					"src/main/java/Missing.java | There is no source of", "../../x\u0000y | There is no source of",
					"com.example.dogs.changes.Broken | its brackets do not match" })
	void whatIsNoChangeUnitIsBadInput(String name, String message) throws IOException {
		write("changes/Broken.java", "package com.example.dogs.changes;\n@ChangeUnit(id = \"a\") class Broken { ( }");
		assertThat(this.shell.run("generate-migration", "--from-class", name)).isEqualTo(2);
		assertThat(this.shell.err()).contains(message);
		assertThat(this.directory.resolve(PACKAGE + "migrations")).doesNotExist();
	}

	@Test
	void kotlinStaysKotlin() throws IOException {
		Path folder = Files.createDirectories(this.directory.resolve("src/main/kotlin/com/example/dogs/changes"));
		Files.writeString(folder.resolve("InitDogs.kt"), shape("InitDogs.kt"));
		Files.writeString(folder.resolve("OwnersLog.kt"), shape("OwnersLog.kt"));
		assertThat(this.shell.run("generate-migration", "--from-class", "com.example.dogs.changes.InitDogs")).isZero();
		assertThat(Path.of(this.shell.out().strip()))
			.isEqualTo(this.directory.resolve("src/main/kotlin/com/example/dogs/migrations/M001InitDogs.kt"))
			.content()
			.contains("@Migration(id = \"001_init_dogs\", formerly = [\"init-dogs\"], version = \"1\")",
					"class M001InitDogs(private val clock: Clock) : MongoMigration {",
					"override fun migrate(context: MigrationContext) {", "before(context.database())",
					"execution(context.mongo())", "save(name, mongoTemplate)", "${mongoTemplate.db.name} and $clock",
					"save(name: String, mongoTemplate: MongoTemplate): Document =",
					"val mongoTemplate = context.mongo()", "LoggerFactory.getLogger(M001InitDogs::class.java)")
			.doesNotContain("this.mongoTemplate", "import io.mongock", ";");
		assertThat(this.shell.run("generate-migration", "--from-class", "com.example.dogs.changes.OwnersLog")).isZero();
		assertThat(this.shell.out().lines()).hasSize(2);
	}

	private List<Path> convert(String shape) throws IOException {
		write("changes/" + shape + ".java", shape(shape + ".java"));
		assertThat(this.shell.run("generate-migration", "--from-class", "com.example.dogs.changes." + shape))
			.as(this.shell.err())
			.isZero();
		return this.shell.out().lines().map(Path::of).toList();
	}

	private static String shape(String name) throws IOException {
		return Files.readString(SHAPES.resolve(name));
	}

	private void write(String name, String text) throws IOException {
		Path file = this.directory.resolve(PACKAGE + name);
		Files.createDirectories(file.getParent());
		Files.writeString(file, text);
	}

	private void compile() throws IOException {
		new SourceCompiler(this.directory).compile();
	}

}
