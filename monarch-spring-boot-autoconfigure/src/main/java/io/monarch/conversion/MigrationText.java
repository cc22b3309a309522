package io.monarch.conversion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Writes the class of a migration, in the language of its change.
 */
@SuppressWarnings("ReferenceEquality") // a member is itself alone
final class MigrationText {

	private static final Set<String> NOT_CARRIED_OVER = Set.of("ChangeUnit", "Change", "ChangeLog", "Component",
			"Service");

	private static final Set<String> OF_CLASSES = Set.of("Profile", "Conditional", "DependsOn");

	private final Conversion conversion;

	private final Change change;

	private final SourceFile file;

	private final Syntax syntax;

	private final String className;

	private final Edits edits;

	private final String indent;

	MigrationText(Conversion conversion, String className) {
		this.conversion = conversion;
		this.change = conversion.change();
		this.file = this.change.file();
		this.syntax = new Syntax(this.file.kotlin());
		this.className = className;
		this.edits = new Edits(this.file.text());
		this.indent = indent();
		conversion.members().forEach(this::edit);
	}

	private String indent() {
		int start = this.change.execution().start();
		int line = this.file.text().lastIndexOf('\n', start - 1) + 1;
		String before = this.file.text(line, start);
		return (!before.isEmpty() && before.isBlank()) ? before : "    ";
	}

	/**
	 * Return the class.
	 * @param notes the comments above it
	 * @param annotation the annotation that makes it a migration
	 */
	String write(List<String> notes, String annotation) {
		List<String> lines = new ArrayList<>();
		String comment = this.change.type().comment();
		if (!comment.isEmpty()) {
			lines.add(comment);
		}
		lines.addAll(notes);
		this.change.type()
			.annotations()
			.stream()
			.filter((each) -> !NOT_CARRIED_OVER.contains(each.name()))
			.forEach((each) -> lines.add(each.text()));
		this.change.execution()
			.annotations()
			.stream()
			.filter((each) -> isOfClass(each))
			.forEach((each) -> lines.add(each.text()));
		lines.add(annotation);
		return String.join("\n", lines) + "\n" + head() + " {\n\n"
				+ members().stream().collect(Collectors.joining("\n\n")) + "\n\n}\n";
	}

	private static boolean isOfClass(SourceAnnotation annotation) {
		return OF_CLASSES.contains(annotation.name()) || annotation.name().startsWith("ConditionalOn");
	}

	private String head() {
		List<String> heads = new ArrayList<>(this.change.type().heads());
		if (this.file.kotlin()) {
			String parameters = parameters(this.change.type().parameters(), true);
			return "class " + this.className + (parameters.isEmpty() ? "" : "(" + parameters + ")") + " : "
					+ String.join(", ", Stream.concat(heads.stream(), Stream.of("MongoMigration")).toList());
		}
		String extendsClass = this.change.type().extendsClass();
		heads.add(0, "MongoMigration");
		return "class " + this.className + (extendsClass.isEmpty() ? "" : " extends " + extendsClass) + " implements "
				+ String.join(", ", heads);
	}

	private List<String> members() {
		Map<SourceMember, String> texts = new LinkedHashMap<>();
		boolean written = false;
		for (SourceMember member : this.conversion.members()) {
			String text = member(member);
			if (this.change.isMadeOf(member) && !written
					&& (member == this.change.execution() || member == this.change.before())) {
				String migrate = step("migrate", this.change.before(), this.change.execution());
				text = text.isEmpty() ? migrate : migrate + "\n\n" + text;
				written = true;
			}
			if (member == lastRollback()) {
				text = Stream.of(rollback(), text)
					.filter((each) -> !each.isEmpty())
					.collect(Collectors.joining("\n\n"));
			}
			if (!text.isEmpty()) {
				texts.put(member, text);
			}
		}
		return withBeans(texts);
	}

	/**
	 * Add the fields and the constructor for the beans that methods got.
	 */
	private List<String> withBeans(Map<SourceMember, String> texts) {
		List<String> before = new ArrayList<>();
		List<String> after = new ArrayList<>();
		texts.forEach((member, text) -> ((member.type() == SourceMember.Type.FIELD) ? before : after).add(text));
		if (!this.file.kotlin()) {
			this.conversion.beans()
				.forEach((bean) -> before.add(this.indent + "private final " + bean.type() + " " + bean.name() + ";"));
			boolean needed = !this.conversion.hasConstructor() && !this.conversion.beans().isEmpty()
					&& !this.conversion.isLombokConstructor();
			if (needed) {
				after.add(0, constructor(List.of(), ""));
			}
		}
		before.addAll(after);
		return before;
	}

	private @Nullable SourceMember lastRollback() {
		return isEmpty(this.change.rollback()) ? this.change.rollbackBefore() : this.change.rollback();
	}

	/**
	 * Return the text of a member, which is empty if it is omitted.
	 */
	private String member(SourceMember member) {
		if (this.change.isMadeOf(member)) {
			return isKept(member) ? slice(member) : "";
		}
		if (member.type() == SourceMember.Type.FIELD && this.conversion.fields().containsKey(member.name())) {
			return "";
		}
		if (member.type() == SourceMember.Type.CONSTRUCTOR && this.conversion.hasConstructor()
				&& member == this.conversion.constructor() && !this.file.kotlin()) {
			String body = this.edits.apply(member.body(), member.bodyEnd()).replaceAll("\\n[ \\t]*(?=\\n)", "");
			return constructor(member.parameters(), body);
		}
		return slice(member);
	}

	private boolean isKept(SourceMember member) {
		boolean execution = member == this.change.execution() || member == this.change.before();
		SourceMember other = execution ? this.change.before() : second();
		SourceMember first = execution ? this.change.execution() : lastRollback();
		boolean empty = !execution && isEmpty(member);
		return !empty && !(member == first && this.conversion.isInlined(member, other));
	}

	private static boolean isEmpty(@Nullable SourceMember method) {
		return method == null || method.bodyTokens().isEmpty();
	}

	/**
	 * Return the method that rolls back the one before, if there is something to undo.
	 */
	private @Nullable SourceMember second() {
		return (isEmpty(this.change.rollback()) || isEmpty(this.change.rollbackBefore())) ? null
				: this.change.rollbackBefore();
	}

	private String rollback() {
		SourceMember first = this.change.rollback();
		SourceMember second = this.change.rollbackBefore();
		if (isEmpty(first) && isEmpty(second)) {
			return "";
		}
		if (isEmpty(first) || first == null) {
			return step("rollback", null, Objects.requireNonNull(second));
		}
		return step("rollback", second(), first);
	}

	/**
	 * Write a method of the migration.
	 * @param other the method of the change unit that is called too: the one before the
	 * execution, or the rollback of that
	 */
	private String step(String name, @Nullable SourceMember other, SourceMember method) {
		List<String> lines = new ArrayList<>();
		boolean inlined = this.conversion.isInlined(method, other);
		String deep = this.indent.repeat(2);
		if (inlined) {
			method.annotations()
				.stream()
				.filter((each) -> !ChangeFinder.METHODS.contains(each.name()) && !isOfClass(each))
				.forEach((each) -> lines.add(this.indent + each.text()));
		}
		if (!this.file.kotlin()) {
			lines.add(this.indent + "@Override");
		}
		String clause = inlined ? method.clause()
				: (method.clause() + ((other != null) ? other.clause() : "")).isEmpty() ? "" : "throws Exception";
		lines.add(this.indent + this.syntax.method(name, this.conversion.context(), clause) + " {");
		if (inlined) {
			String body = this.edits.apply(method.body(), method.bodyEnd());
			String locals = locals(method, deep);
			String text = body.contains("\n") ? body.replaceFirst("^[ \\t]*\\n", "").stripTrailing()
					: deep + body.strip();
			lines.add(locals.isEmpty() || text.isBlank() ? locals + text : locals + "\n" + text);
		}
		else {
			boolean undo = name.equals("rollback");
			List<SourceMember> calls = (other == null) ? List.of(method)
					: undo ? List.of(method, other) : List.of(other, method);
			calls.forEach((call) -> lines.add(deep + call.name() + "(" + arguments(call) + ")" + this.syntax.end()));
		}
		lines.add(this.indent + "}");
		return String.join("\n", lines);
	}

	/**
	 * Write the variables that the body of a method expects.
	 */
	private String locals(SourceMember method, String deep) {
		StringBuilder locals = new StringBuilder();
		this.conversion.added(method)
			.forEach((name) -> add(locals, deep, name, Objects.requireNonNull(this.conversion.fields().get(name))));
		method.parameters()
			.forEach((parameter) -> ContextValue.of(parameter.type(), this.file)
				.ifPresentOrElse((value) -> add(locals, deep, parameter.name(), value), () -> {
					if (Conversion.isSession(parameter)) {
						locals.append(deep)
							.append(this.syntax.absent(parameter.type(), parameter.name()))
							.append(" // TODO Monarch gives no session: set 'transactional = true' and leave it out\n");
					}
					else if (!this.conversion.fieldOf(parameter).equals(parameter.name())) {
						locals.append(deep)
							.append(this.syntax.local(parameter.type(), parameter.name(),
									"this." + this.conversion.fieldOf(parameter)))
							.append('\n');
					}
				}));
		return locals.toString();
	}

	private void add(StringBuilder locals, String deep, String name, ContextValue value) {
		locals.append(deep)
			.append(this.syntax.local(value.type(), name, value.from(this.conversion.context())))
			.append('\n');
	}

	private String arguments(SourceMember method) {
		Stream<String> own = method.parameters()
			.stream()
			.map((parameter) -> ContextValue.of(parameter.type(), this.file)
				.map((value) -> value.from(this.conversion.context()))
				.orElseGet(
						() -> Conversion.isSession(parameter) ? "null" : "this." + this.conversion.fieldOf(parameter)));
		Stream<String> added = this.conversion.added(method)
			.stream()
			.map((name) -> Objects.requireNonNull(this.conversion.fields().get(name)).from(this.conversion.context()));
		return Stream.concat(own, added).collect(Collectors.joining(", "));
	}

	private String constructor(List<SourceParameter> original, String body) {
		String parameters = parameters(original, false);
		String deep = this.indent.repeat(2);
		String assignments = this.conversion.beans()
			.stream()
			.map((bean) -> deep + "this." + bean.name() + " = " + bean.name() + ";\n")
			.collect(Collectors.joining());
		String statements = body.isBlank() ? "" : body.stripTrailing().replaceFirst("^\\s*\\n", "") + "\n";
		if (parameters.isEmpty() && statements.isEmpty()) {
			return "";
		}
		// Spring would take the one without parameters.
		String autowired = this.conversion.hasSeveralConstructors() ? this.indent + "@Autowired\n" : "";
		return autowired + this.indent + this.className + "(" + parameters + ") {\n" + statements + assignments
				+ this.indent + "}";
	}

	private String parameters(List<SourceParameter> original, boolean properties) {
		Stream<String> own = original.stream()
			.filter((parameter) -> !this.conversion.isLeftOut(parameter))
			.map((parameter) -> Conversion.annotations(parameter)
					+ this.syntax.parameter(parameter.property(), parameter.type(), parameter.name()));
		Stream<String> added = this.conversion.beans()
			.stream()
			.map((bean) -> bean.annotations() + this.syntax.parameter(properties, bean.type(), bean.name()));
		return Stream.concat(own, added).collect(Collectors.joining(", "));
	}

	private String slice(SourceMember member) {
		String text = this.indent + this.edits.apply(member.start(), member.end()).stripLeading();
		return member.comment().isEmpty() ? text : this.indent + member.comment() + "\n" + text;
	}

	/**
	 * Collect the changes in a member that is kept.
	 */
	private void edit(SourceMember member) {
		boolean made = this.change.isMadeOf(member);
		member.annotations()
			.stream()
			.filter((each) -> ChangeFinder.METHODS.contains(each.name()) || (made && isOfClass(each)))
			.forEach((each) -> this.edits.replace(each.start(), afterSpace(each.end()), ""));
		List<Token> tokens = member.tokens();
		for (int i = 0; i < tokens.size(); i++) {
			Token token = tokens.get(i);
			boolean qualified = i > 0 && (tokens.get(i - 1).is(".") || tokens.get(i - 1).is("?."));
			if (token.isWord() && !qualified && token.text().equals(this.change.type().name())) {
				this.edits.replace(token.start(), token.end(), this.className);
			}
			else if (token.is("MongockTemplate") && !qualified) {
				this.edits.replace(token.start(), token.end(), ContextValue.TEMPLATE.type());
			}
			else if (made && (token.is("public") || token.is("protected")) && i < 4) {
				this.edits.replace(token.start(), token.end(), "private");
			}
		}
		if (member.type() == SourceMember.Type.METHOD) {
			editMethod(member);
		}
		else if (this.conversion.hasConstructor() && member == this.conversion.constructor()) {
			this.conversion.assignments(this.conversion.fields().keySet())
				.forEach((statement) -> this.edits.replace(statement.get(0).start(),
						statement.get(statement.size() - 1).end(), ""));
		}
	}

	private int afterSpace(int end) {
		int at = end;
		while (at < this.file.text().length() && Character.isWhitespace(this.file.text().charAt(at))) {
			at++;
		}
		return at;
	}

	private void editMethod(SourceMember method) {
		List<Token> tokens = method.bodyTokens();
		Set<String> hidden = FieldUse.locals(method, tokens);
		TokenReader reader = new TokenReader(tokens, 0);
		for (int i = 0; i < tokens.size(); i++) {
			Token token = tokens.get(i);
			if (FieldUse.isField(tokens, i, this.conversion.fields().keySet(), hidden)
					&& FieldUse.isOfThis(tokens, i)) {
				this.edits.replace(tokens.get(i - 2).start(), token.start(), "");
			}
			else if (FieldUse.isCall(tokens, i)) {
				called(token.text()).ifPresent((names) -> {
					int close = reader.closing(tokens.indexOf(token) + 1);
					boolean none = tokens.get(close - 1).is("(");
					this.edits.replace(tokens.get(close).start(), tokens.get(close).start(),
							(none ? "" : ", ") + String.join(", ", names));
				});
			}
		}
		List<String> added = this.conversion.added(method)
			.stream()
			.map((name) -> this.syntax.parameter(false,
					Objects.requireNonNull(this.conversion.fields().get(name)).type(), name))
			.toList();
		if (!added.isEmpty()) {
			this.edits.replace(method.close(), method.close(),
					(method.parameters().isEmpty() ? "" : ", ") + String.join(", ", added));
		}
	}

	private Optional<List<String>> called(String name) {
		return this.conversion.methods()
			.stream()
			.filter((method) -> method.name().equals(name))
			.findFirst()
			.map((method) -> List.copyOf(this.conversion.added(method)))
			.filter((names) -> !names.isEmpty());
	}

}
