package io.monarch.conversion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The conversion of the parts of a change. The template and the database come from the
 * context of the migration rather than from the constructor, so that the environment that
 * is migrated is changed.
 */
@SuppressWarnings("ReferenceEquality") // a member is itself alone
final class Conversion {

	private static final Set<String> LOMBOK = Set.of("RequiredArgsConstructor", "AllArgsConstructor", "Data", "Value");

	private final Change change;

	private final SourceFile file;

	private final List<String> todos = new ArrayList<>();

	private final List<SourceMember> members;

	private final @Nullable SourceMember constructor;

	/** The fields that the context of the migration replaces. */
	private final Map<String, ContextValue> fields = new LinkedHashMap<>();

	private final List<Bean> beans = new ArrayList<>();

	/** The fields that stand for parameters of methods. */
	private final Map<SourceParameter, String> injected = new LinkedHashMap<>();

	private FieldUse use;

	private final String context;

	Conversion(Change change) {
		this.change = change;
		this.file = change.file();
		this.members = carriedOver();
		this.constructor = findConstructor();
		this.use = new FieldUse(Set.of(), methods());
		Map<String, ContextValue> candidates = findContextFields();
		this.use = new FieldUse(candidates.keySet(), methods());
		if (isReplaceable(candidates)) {
			this.fields.putAll(candidates);
		}
		else {
			this.use = new FieldUse(Set.of(), methods());
			candidates.forEach((name, value) -> this.todos
				.add("'" + name + "' is still the " + value.type() + " of the application. Use context."
						+ ((value == ContextValue.TEMPLATE) ? "mongo()" : "database()")
						+ " instead, which is that of the environment that is migrated."));
		}
		Stream.of(change.before(), change.execution(), change.rollback(), change.rollbackBefore())
			.filter(Objects::nonNull)
			.forEach(this::inject);
		boolean taken = this.members.stream()
			.anyMatch((member) -> member.tokens().stream().anyMatch((token) -> token.is("context")));
		this.context = taken ? "migration" : "context";
	}

	/**
	 * Omit members that only the other changes of the class use.
	 */
	private List<SourceMember> carriedOver() {
		List<SourceMember> all = this.change.type().members();
		if (this.change.alone()) {
			return all;
		}
		List<SourceMember> others = all.stream()
			.filter((member) -> member == this.change.execution() || member.annotation(ChangeFinder.SET).isEmpty())
			.toList();
		return FieldUse.reached(others.stream()
			.filter((member) -> member == this.change.execution() || member.type() == SourceMember.Type.CONSTRUCTOR
					|| member.type() == SourceMember.Type.INITIALIZER)
			.toList(), others);
	}

	private @Nullable SourceMember findConstructor() {
		List<SourceMember> constructors = this.members.stream()
			.filter((member) -> member.type() == SourceMember.Type.CONSTRUCTOR)
			.toList();
		return constructors.stream()
			.filter((member) -> constructors.size() == 1
					|| member.annotation("ChangeUnitConstructor", "Autowired").isPresent())
			.findFirst()
			.orElse(null);
	}

	private Map<String, ContextValue> findContextFields() {
		Map<String, ContextValue> found = new LinkedHashMap<>();
		this.members.stream()
			.filter((member) -> member.type() == SourceMember.Type.FIELD && !member.isStatic()
					&& !isInitialized(member))
			.forEach((member) -> ContextValue.of(member.declared(), this.file)
				.ifPresent((value) -> found.put(member.name(), value)));
		this.change.type()
			.parameters()
			.forEach((parameter) -> ContextValue.of(parameter.type(), this.file)
				.ifPresent((value) -> found.put(parameter.name(), value)));
		return found;
	}

	static boolean isInitialized(SourceMember field) {
		return field.tokens().stream().anyMatch((token) -> token.is("="));
	}

	/**
	 * Tell whether the fields are used only by methods all of whose calls are known.
	 */
	private boolean isReplaceable(Map<String, ContextValue> candidates) {
		if (candidates.isEmpty()) {
			return true;
		}
		boolean severalConstructors = this.constructor == null
				&& this.members.stream().anyMatch((member) -> member.type() == SourceMember.Type.CONSTRUCTOR);
		boolean overridden = methods().stream()
			.anyMatch((method) -> !this.use.needs(method.name()).isEmpty() && !this.change.isMadeOf(method)
					&& (method.annotation("Override").isPresent() || method.modifiers().contains("override")));
		boolean usedElsewhere = this.members.stream()
			.filter((member) -> member.type() == SourceMember.Type.INITIALIZER
					|| member.type() == SourceMember.Type.TYPE
					|| (member.type() == SourceMember.Type.FIELD && isInitialized(member)))
			.anyMatch((member) -> mentions(member.tokens(), candidates.keySet()));
		boolean calledElsewhere = this.members.stream()
			.filter((member) -> member.type() != SourceMember.Type.METHOD)
			.anyMatch((member) -> callsUser(member.tokens()));
		return !severalConstructors && !overridden && !usedElsewhere && !calledElsewhere && !this.use.escapes()
				&& (this.constructor == null || !mentions(restOfConstructor(candidates), contextNames(candidates)));
	}

	/**
	 * Tell whether a method that uses one of the fields is called.
	 */
	private boolean callsUser(List<Token> tokens) {
		return IntStream.range(0, tokens.size())
			.anyMatch((index) -> FieldUse.isCall(tokens, index) && !this.use.needs(tokens.get(index).text()).isEmpty());
	}

	private static boolean mentions(List<Token> tokens, Set<String> names) {
		return tokens.stream().anyMatch((token) -> token.isWord() && names.contains(token.text()));
	}

	/**
	 * Return the statements of the constructor except those that set the omitted fields.
	 */
	private List<Token> restOfConstructor(Map<String, ContextValue> candidates) {
		List<Token> rest = new ArrayList<>(constructor().bodyTokens());
		assignments(candidates.keySet())
			.forEach((assignment) -> rest.removeIf((token) -> token.start() >= assignment.get(0).start()
					&& token.start() <= assignment.get(assignment.size() - 1).start()));
		return rest;
	}

	private Set<String> contextNames(Map<String, ContextValue> candidates) {
		return Stream
			.concat(candidates.keySet().stream(),
					constructor().parameters()
						.stream()
						.filter((parameter) -> ContextValue.of(parameter.type(), this.file).isPresent())
						.map(SourceParameter::name))
			.collect(Collectors.toSet());
	}

	/**
	 * Find the statements {@code this.field = parameter;} of the constructor.
	 */
	List<List<Token>> assignments(Set<String> names) {
		List<Token> tokens = constructor().bodyTokens();
		List<List<Token>> assignments = new ArrayList<>();
		for (int i = 0; i + 3 < tokens.size(); i++) {
			boolean simple = tokens.get(i).isWord() && names.contains(tokens.get(i).text()) && tokens.get(i + 1).is("=")
					&& tokens.get(i + 2).isWord() && tokens.get(i + 3).is(";");
			if (simple) {
				assignments.add(tokens.subList(FieldUse.isOfThis(tokens, i) ? i - 2 : i, i + 4));
			}
		}
		return assignments;
	}

	/**
	 * Add the beans that a method gets to the constructor.
	 */
	private void inject(SourceMember method) {
		for (SourceParameter parameter : method.parameters()) {
			if (ContextValue.of(parameter.type(), this.file).isPresent() || isSession(parameter)) {
				continue;
			}
			Bean bean = new Bean(annotations(parameter), parameter.type(), parameter.name());
			String name = bean.name();
			if (isFieldOf(bean) || this.beans.contains(bean)) {
				this.injected.put(parameter, name);
				continue;
			}
			while (isTaken(name)) {
				name += "Bean";
			}
			this.beans.add(new Bean(bean.annotations(), bean.type(), name));
			this.injected.put(parameter, name);
		}
	}

	static boolean isSession(SourceParameter parameter) {
		return parameter.type().replace("?", "").endsWith("ClientSession");
	}

	private boolean isFieldOf(Bean bean) {
		return this.members.stream()
			.anyMatch((member) -> member.type() == SourceMember.Type.FIELD && member.name().equals(bean.name())
					&& member.declared().equals(bean.type()))
				|| this.change.type()
					.parameters()
					.stream()
					.anyMatch((parameter) -> parameter.property() && parameter.name().equals(bean.name())
							&& parameter.type().equals(bean.type()));
	}

	private boolean isTaken(String name) {
		return this.fields.containsKey(name) || this.beans.stream().anyMatch((bean) -> bean.name().equals(name))
				|| this.members.stream()
					.anyMatch((member) -> member.type() == SourceMember.Type.FIELD && member.name().equals(name))
				|| (this.constructor != null
						&& this.constructor.parameters().stream().anyMatch((each) -> each.name().equals(name)))
				|| this.change.type().parameters().stream().anyMatch((each) -> each.name().equals(name));
	}

	/**
	 * Return the annotations of a parameter for a constructor of a bean.
	 */
	static String annotations(SourceParameter parameter) {
		return parameter.annotations()
			.stream()
			.filter((annotation) -> !ChangeFinder.METHODS.contains(annotation.name()))
			.map((annotation) -> annotation.name().equals("Named")
					? "@Qualifier(" + annotation.attribute("value") + ") " : annotation.text() + " ")
			.collect(Collectors.joining());
	}

	List<SourceMember> methods() {
		return this.members.stream().filter((member) -> member.type() == SourceMember.Type.METHOD).toList();
	}

	List<SourceMember> members() {
		return this.members;
	}

	boolean hasConstructor() {
		return this.constructor != null;
	}

	SourceMember constructor() {
		return Objects.requireNonNull(this.constructor);
	}

	boolean hasSeveralConstructors() {
		return this.members.stream().filter((member) -> member.type() == SourceMember.Type.CONSTRUCTOR).count() > 1;
	}

	boolean isLombokConstructor() {
		return this.change.type().annotations().stream().anyMatch((each) -> LOMBOK.contains(each.name()))
				&& this.constructor == null;
	}

	Change change() {
		return this.change;
	}

	Map<String, ContextValue> fields() {
		return this.fields;
	}

	List<Bean> beans() {
		return this.beans;
	}

	FieldUse use() {
		return this.use;
	}

	String context() {
		return this.context;
	}

	List<String> todos() {
		return this.todos;
	}

	/**
	 * Return the name of the field that stands for a parameter of a method.
	 */
	String fieldOf(SourceParameter parameter) {
		return Objects.requireNonNull(this.injected.get(parameter));
	}

	/**
	 * Tell whether a parameter of the constructor is omitted.
	 */
	boolean isLeftOut(SourceParameter parameter) {
		return !this.fields.isEmpty() && ContextValue.of(parameter.type(), this.file).isPresent();
	}

	/**
	 * Tell whether the body of a method can become that of a method of the migration.
	 */
	boolean isInlined(SourceMember method, @Nullable SourceMember other) {
		return other == null && method.returnsNothing() && !method.expression() && !this.use.isCalled(method.name());
	}

	/**
	 * Return the parameters that a method gets in addition, in place of fields.
	 */
	Set<String> added(SourceMember method) {
		Set<String> added = new LinkedHashSet<>(this.use.needs(method.name()));
		method.parameters().forEach((parameter) -> added.remove(parameter.name()));
		return added;
	}

}
