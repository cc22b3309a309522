package io.monarch.conversion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.monarch.conversion.ChangeUnits.Target;
import org.jspecify.annotations.Nullable;

/**
 * Turns one change into a migration.
 */
final class ChangeConversion {

	private static final List<String> TOOLS = List.of("io.mongock.", "com.github.cloudyrock.", "io.changock.",
			"com.github.mongobee.", "io.flamingock.");

	private static final int LINE = 110;

	private final Change change;

	private final SourceFile file;

	private final Target target;

	private final boolean oneOfSeveral;

	private final List<Change> others;

	private final ChangeFinder.Literals literals;

	private final Syntax syntax;

	private final List<String> todos = new ArrayList<>();

	/**
	 * Create for one change.
	 * @param others all changes of the same package
	 */
	ChangeConversion(Change change, Target target, boolean oneOfSeveral, List<Change> others) {
		this.change = change;
		this.others = others;
		this.file = change.file();
		this.target = target;
		this.oneOfSeveral = oneOfSeveral;
		this.literals = new ChangeFinder.Literals(this.file);
		this.syntax = new Syntax(this.file.kotlin());
	}

	/**
	 * Convert it.
	 * @param taken the names of classes that are taken
	 */
	ConvertedMigration convert(Set<String> taken) {
		String expression = Objects.requireNonNullElse(this.change.annotation().attribute("id"), "\"\"");
		String formerly = this.literals.value(expression);
		ChangeOrder order = new ChangeOrder(this.others, this.target);
		MigrationName name = order.name(this.change, this.oneOfSeveral ? null : this.target.words(), taken);
		Conversion conversion = new Conversion(this.change);
		this.todos.addAll(conversion.todos());
		addTodos(formerly);
		this.todos.addAll(order.notes(this.change, name.id()));
		String annotation = annotation(name.id(), formerly, expression);
		MigrationText text = new MigrationText(conversion, name.className());
		String withoutNotes = text.write(List.of(), annotation);
		Set<String> words = Lexer.tokens(withoutNotes, this.file.kotlin())
			.stream()
			.filter(Token::isWord)
			.map(Token::text)
			.collect(Collectors.toSet());
		List<String> imports = imports(words);
		String end = this.syntax.end();
		String source = (this.target.packageName().isEmpty() ? ""
				: "package " + packageName(this.target.packageName()) + end + "\n\n")
				+ imports.stream().map((each) -> "import " + each + end + "\n").collect(Collectors.joining()) + "\n"
				+ text.write(notes(formerly), annotation);
		return new ConvertedMigration(name.id(), Objects.requireNonNullElse(formerly, expression), name.className(),
				source, List.copyOf(this.todos));
	}

	private String packageName(String name) {
		return this.file.kotlin() ? name.replaceAll("\\b(in|is|as|fun|object|val|var|when|typealias)\\b", "`$1`")
				: name;
	}

	private String annotation(String id, @Nullable String formerly, String expression) {
		List<String> attributes = new ArrayList<>(List.of("id = " + this.syntax.literal(id)));
		if (formerly != null && formerly.contains(" ")) {
			attributes.add("description = " + this.syntax.literal(formerly));
		}
		attributes.add("formerly = "
				+ this.syntax.attribute((formerly != null) ? this.syntax.literal(withAuthor(formerly)) : expression));
		if (this.change.annotation().isTrue("runAlways")) {
			attributes.add("version = \"1\"");
		}
		if (this.change.annotation().isTrue("transactional")) {
			attributes.add("transactional = true");
		}
		String line = "@Migration(" + String.join(", ", attributes) + ")";
		return (line.length() <= LINE) ? line : "@Migration(" + String.join(",\n        ", attributes) + ")";
	}

	private List<String> notes(@Nullable String formerly) {
		List<String> notes = new ArrayList<>();
		String author = this.literals.value(this.change.annotation().attribute("author"));
		notes.add("// Change '"
				+ ((formerly != null) ? formerly : this.change.annotation().text()).replaceAll("\\s+", " ")
				+ "' of Mongock"
				+ ((author != null && !author.isBlank()) ? ", by " + author.replaceAll("\\s+", " ") : ""));
		this.todos.forEach((todo) -> notes.add("// TODO " + todo));
		return notes;
	}

	private void addTodos(@Nullable String formerly) {
		SourceAnnotation annotation = this.change.annotation();
		if (formerly == null) {
			this.todos.add("The id is not known here: write its value into 'formerly' and a part of it into 'id'.");
		}
		if (annotation.isTrue("runAlways")) {
			this.todos.add("Mongock ran this at every start. Monarch runs it again when its version grows: increase "
					+ "it with each change.");
		}
		if (annotation.isFalse("failFast")) {
			this.todos.add("failFast = false has no counterpart: a migration that fails stops the start.");
		}
		String systemVersion = annotation.attribute("systemVersion");
		if (systemVersion != null && !systemVersion.equals("\"0\"") && !systemVersion.equals("\"\"")) {
			this.todos.add("systemVersion has no counterpart: Monarch runs all migrations that are pending.");
		}
		boolean session = Stream
			.of(this.change.execution(), this.change.before(), this.change.rollback(), this.change.rollbackBefore())
			.filter(Objects::nonNull)
			.flatMap((method) -> method.parameters().stream())
			.anyMatch(Conversion::isSession);
		if (session) {
			this.todos.add("The ClientSession is null: set transactional = true, and use the template or the database "
					+ "without a session.");
		}
	}

	/**
	 * Two authors can have the same id in Mongock.
	 */
	private String withAuthor(String formerly) {
		String author = author(this.change);
		boolean shared = this.others.stream()
			.anyMatch((other) -> formerly.equals(id(other)) && !author.equals(author(other)));
		return shared ? formerly + "@" + author : formerly;
	}

	private static @Nullable String id(Change change) {
		return new ChangeFinder.Literals(change.file()).value(change.annotation().attribute("id"));
	}

	private static String author(Change change) {
		String author = new ChangeFinder.Literals(change.file()).value(change.annotation().attribute("author"));
		return (author != null && !author.isBlank()) ? author : "default_author";
	}

	private List<String> imports(Set<String> words) {
		Set<String> imports = new TreeSet<>();
		for (String each : this.file.imports()) {
			String simple = each.substring(Math.max(each.lastIndexOf('.'), each.lastIndexOf(' ')) + 1);
			boolean tool = TOOLS.stream().anyMatch(each.replace("static ", "")::startsWith);
			if (tool && words.contains(simple) && !simple.equals("*")) {
				this.todos.add(simple + " is a type of Mongock: replace it before you remove Mongock.");
			}
			if (words.contains(simple) || (simple.equals("*") && !tool)) {
				imports.add(each);
			}
		}
		imports.addAll(List.of("io.monarch.migration.Migration", "io.monarch.migration.MigrationContext",
				"io.monarch.migration.MongoMigration"));
		addIfUsed(imports, words, "org.springframework.data.mongodb.core.MongoTemplate");
		addIfUsed(imports, words, "com.mongodb.client.MongoDatabase");
		addIfUsed(imports, words, "org.springframework.beans.factory.annotation.Qualifier");
		addIfUsed(imports, words, "org.springframework.beans.factory.annotation.Autowired");
		if (!this.file.packageName().equals(this.target.packageName())) {
			words.stream().filter((word) -> isNeighbor(word, imports)).forEach((word) -> addNeighbor(imports, word));
		}
		List<String> sorted = new ArrayList<>(imports);
		sorted.sort(Comparator.comparing((String each) -> each.startsWith("static ")));
		return sorted;
	}

	private static void addIfUsed(Set<String> imports, Set<String> words, String type) {
		String simple = type.substring(type.lastIndexOf('.'));
		if (words.contains(simple.substring(1)) && imports.stream().noneMatch((each) -> each.endsWith(simple))) {
			imports.add(type);
		}
	}

	private boolean isNeighbor(String word, Set<String> imports) {
		return Character.isUpperCase(word.charAt(0)) && !word.equals(this.change.type().name())
				&& imports.stream().noneMatch((each) -> each.endsWith("." + word))
				&& this.target.neighbors().source(word) != null;
	}

	private void addNeighbor(Set<String> imports, String word) {
		if (this.file.packageName().isEmpty()) {
			this.todos.add(word + " is in the unnamed package, which no other can import: move one of them.");
			return;
		}
		imports.add(this.file.packageName() + "." + word);
		String source = Objects.requireNonNull(this.target.neighbors().source(word));
		if (!this.file.kotlin() && !source
			.matches("(?s).*\\bpublic\\s+(\\w+\\s+)*(class|interface|enum|record|@interface)\\s+" + word + "\\b.*")) {
			this.todos.add(word + " is not public in " + this.file.packageName()
					+ ": make it public, or move this migration to that package.");
		}
	}

}
