package io.monarch.mongock.tests;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Writes and compiles an application's worth of change units: all shapes that real ones
 * have, with orders that are padded, unpadded and equal.
 */
final class GeneratedUnits {

	static final String PACKAGES = "generated.first,generated.second,io.monarch.mongock.tests.kotlin";

	private static final String IMPORTS = """
			import com.github.cloudyrock.mongock.ChangeLog;
			import com.github.cloudyrock.mongock.ChangeSet;
			import com.github.cloudyrock.mongock.driver.mongodb.springdata.v4.decorator.impl.MongockTemplate;
			import com.mongodb.client.MongoDatabase;
			import io.changock.migration.api.annotations.NonLockGuarded;
			import io.mongock.api.annotations.*;
			import io.monarch.mongock.tests.*;
			import javax.inject.Named;
			import org.bson.Document;
			import org.springframework.beans.factory.annotation.Qualifier;
			import org.springframework.context.annotation.Profile;
			import org.springframework.data.mongodb.core.*;
			""";

	private final Random random;

	private final List<JavaFileObject> sources = new ArrayList<>();

	private int count;

	private GeneratedUnits(long seed) {
		this.random = new Random(seed);
	}

	/**
	 * Generate change units.
	 * @param number how many at least
	 * @param folder where their classes are written to
	 * @return a class loader that has them
	 */
	static URLClassLoader create(int number, long seed, Path folder) throws IOException {
		GeneratedUnits units = new GeneratedUnits(seed);
		for (int shape = 0; units.count < number; shape++) {
			units.add(shape % 14);
		}
		units.compile(folder);
		return new URLClassLoader(new URL[] { url(folder) }, GeneratedUnits.class.getClassLoader());
	}

	private static URL url(Path folder) throws MalformedURLException {
		return folder.toUri().toURL();
	}

	private void add(int shape) {
		int number = this.count++;
		String id = "change-" + this.random.nextInt(1000) + "-" + number;
		String name = "Unit" + Integer.toString(this.random.nextInt(46656), 36).toUpperCase(Locale.ROOT) + "x" + number;
		String run = "Steps.run(%s, \"" + id + "\", " + number + ");";
		String body = switch (shape) {
			case 0 -> unit(id) + "public class " + name + " {\n private final MongoTemplate mongo;\n public " + name
					+ "(MongoTemplate mongo) { this.mongo = mongo; }\n" + execution("", run.formatted("mongo.getDb()"));
			case 1 -> unit(id) + "public class " + name + " {\n"
					+ execution("MongoTemplate mongo", run.formatted("mongo.getDb()"));
			case 2 -> unit(id) + "public class " + name + " {\n"
					+ execution("MongoDatabase database", run.formatted("database"));
			case 3 -> unit(id) + "public class " + name + " {\n private final PersonRepository people;\n public " + name
					+ "(PersonRepository people) { this.people = people; }\n"
					+ execution("MongoTemplate mongo", run.formatted("mongo.getDb()") + " people.save(new Person(\""
							+ id + "\", \"by repository \" + people.count()));");
			case 4 -> unit(id) + "public class " + name + " {\n private final Greeting greeting;\n public " + name
					+ "(@Named(\"goodbye\") Greeting greeting) { this.greeting = greeting; }\n"
					+ execution("MongoDatabase database, @Qualifier(\"goodbye\") Greeting second, Greeting third",
							run.formatted("database")
									+ " Steps.done(database, greeting.text() + second.text() + third.text());");
			case 5 -> unit(id) + "public class " + name + " {\n private int calls;\n @BeforeExecution\n"
					+ " public void before(MongoTemplate mongo) { calls++; Steps.done(mongo.getDb(), \"before " + id
					+ "\"); }\n @RollbackBeforeExecution\n public void rollbackBefore() { }\n"
					+ execution("MongoTemplate mongo",
							run.formatted("mongo.getDb()") + " Steps.done(mongo.getDb(), \"calls \" + calls);");
			case 6, 7 -> changeLog(name, id);
			case 8 -> "@Profile("
					+ pick("\"test\"", "\"!test\"", "{\"!test\", \"other\"}", "{\"other\", \"test\"}", "\"other\"",
							"\"test & other\"", "\"default\"", "{}")
					+ ")\n" + unit(id) + "public class " + name + " {\n"
					+ execution("MongoTemplate mongo", run.formatted("mongo.getDb()"));
			case 9 -> unit(id) + "public class " + name + " {\n" + execution(
					"@NonLockGuarded ReactiveMongoTemplate reactive, MongoDatabase database",
					run.formatted("database") + " reactive.save(new Person(\"" + id + "\", \"reactive\")).block();");
			case 10 -> unit(id) + "public class " + name + " {\n private MongoOperations mongo;\n public " + name
					+ "() { throw new IllegalStateException(); }\n @ChangeUnitConstructor\n public " + name
					+ "(MongoTemplate mongo) { this.mongo = mongo; }\n"
					+ execution("", "mongo.save(new Person(\"" + id + "\", \"by template\"));");
			case 11 -> unit(id) + "public class " + name + " extends " + name + "Parent {\n}\n" + "abstract class "
					+ name + "Parent {\n" + execution("MongoTemplate mongo", run.formatted("mongo.getDb()"));
			case 12 -> "public class " + name + " {\n" + unit(id) + "public static class Nested {\n"
					+ execution("MongoTemplate mongo", run.formatted("mongo.getDb()")) + "}\n";
			default -> "@ChangeLog\npublic class " + name + " {\n@ChangeSet(id = \"" + id
					+ "\", author = \"old\", order = \"1\")\npublic void change(MongockTemplate mongo) { "
					+ run.formatted("mongo.getDb()") + " }\n";
		};
		String type = "generated." + pick("first", "second") + "." + name;
		String source = "package " + type.substring(0, type.lastIndexOf('.')) + ";\n" + IMPORTS + body + "}\n";
		this.sources.add(new Source(type, source));
	}

	/**
	 * Several sets in one class, some of them with a profile. Their orders differ, since
	 * Mongock has no rule for equal ones.
	 */
	private String changeLog(String name, String id) {
		StringBuilder text = new StringBuilder(
				"@ChangeLog(order = \"" + order() + "\")\npublic class " + name + " {\n");
		int sets = 2 + this.random.nextInt(8);
		Set<String> orders = new HashSet<>();
		for (int i = 0; i < sets; i++) {
			String set = id + "_set" + i;
			String order = pick("0" + i, "" + this.random.nextInt(20), "same");
			order = orders.add(order) ? order : "other" + i;
			text.append(this.random.nextInt(6) == 0 ? "@Profile(" + pick("\"test\"", "\"!test\"") + ")\n" : "")
				.append("@ChangeSet(id = \"" + set + "\", author = \"" + author() + "\", order = \"" + order + "\")\n")
				.append("public void set" + (sets - i) + "(" + pick("MongoTemplate mongo", "MongoDatabase database",
						"MongoTemplate mongo, PersonRepository people") + ") {");
			boolean database = text.toString().endsWith("(MongoDatabase database) {");
			text.append(" Steps.run(" + (database ? "database" : "mongo.getDb()") + ", \"" + set + "\", "
					+ (this.count - 1 + i) + "); }\n");
		}
		this.count += sets - 1;
		return text.toString();
	}

	private String unit(String id) {
		String author = author();
		return "@ChangeUnit(id = \"" + id + "\", order = \"" + order() + "\""
				+ (author.isEmpty() ? "" : ", author = \"" + author + "\"") + ")\n";
	}

	private String author() {
		return pick("", "alice", "bob");
	}

	/** Padded, unpadded, equal, and of words. */
	private String order() {
		return pick("00" + this.random.nextInt(10), "" + this.random.nextInt(120), "5",
				"2023-" + this.random.nextInt(12), "");
	}

	private static String execution(String parameters, String body) {
		return "@Execution\npublic void execution(" + parameters + ") { " + body
				+ " }\n@RollbackExecution\npublic void rollback() { }\n";
	}

	private String pick(String... choices) {
		return choices[this.random.nextInt(choices.length)];
	}

	private void compile(Path folder) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		boolean compiled = compiler
			.getTask(null, null, null,
					List.of("-nowarn", "-parameters", "-proc:none", "-d", folder.toString(), "-classpath",
							System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))),
					null, this.sources)
			.call();
		if (!compiled) {
			throw new IllegalStateException("The generated change units do not compile");
		}
	}

	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		Source(String type, String text) {
			super(URI.create("string:///" + type.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
			this.text = text;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

}
