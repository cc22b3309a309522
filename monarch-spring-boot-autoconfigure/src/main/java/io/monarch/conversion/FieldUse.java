package io.monarch.conversion;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out which methods of a class use which of some fields, also through the methods
 * that they call: each of them needs the field as a parameter when it is no field any
 * more.
 */
final class FieldUse {

	private static final Set<String> NO_TYPES = Set.of("return", "throw", "else", "in", "is", "as", "yield", "assert",
			"case", "instanceof", "new", "do", "when", "if");

	private final Collection<String> fields;

	private final Map<String, Set<String>> needs = new LinkedHashMap<>();

	private final Map<String, Set<String>> calls = new LinkedHashMap<>();

	private boolean escapes;

	FieldUse(Collection<String> fields, List<SourceMember> methods) {
		this.fields = fields;
		methods.forEach((method) -> {
			this.needs.computeIfAbsent(method.name(), (name) -> new LinkedHashSet<>());
			this.calls.computeIfAbsent(method.name(), (name) -> new LinkedHashSet<>());
		});
		methods.forEach(this::read);
		boolean changed = true;
		while (changed) {
			changed = false;
			for (Map.Entry<String, Set<String>> entry : this.calls.entrySet()) {
				for (String called : entry.getValue()) {
					changed |= needs(entry.getKey()).addAll(needs(called));
				}
			}
		}
		this.escapes |= methods.stream().anyMatch((method) -> refersToMethod(method.bodyTokens()));
	}

	/**
	 * Return the fields that the methods of a name need.
	 */
	Set<String> needs(String method) {
		return this.needs.getOrDefault(method, Set.of());
	}

	/**
	 * Tell whether a method is called by one of the others.
	 */
	boolean isCalled(String method) {
		return this.calls.entrySet()
			.stream()
			.anyMatch((entry) -> entry.getValue().contains(method) && !entry.getKey().equals(method));
	}

	/**
	 * Tell whether a parameter cannot replace a field: it is assigned, or a method that
	 * uses it is passed on.
	 */
	boolean escapes() {
		return this.escapes;
	}

	private void read(SourceMember method) {
		List<Token> tokens = method.bodyTokens();
		Set<String> own = locals(method, tokens);
		for (int i = 0; i < tokens.size(); i++) {
			String word = tokens.get(i).text();
			if (isField(tokens, i, this.fields, own)) {
				needs(method.name()).add(word);
				this.escapes |= i + 1 < tokens.size() && tokens.get(i + 1).is("=")
						&& !(i + 2 < tokens.size() && tokens.get(i + 2).is("="));
			}
			else if (isCall(tokens, i) && this.calls.containsKey(word)) {
				this.calls.getOrDefault(method.name(), new LinkedHashSet<>()).add(word);
			}
		}
	}

	private boolean refersToMethod(List<Token> tokens) {
		for (int i = 1; i < tokens.size(); i++) {
			boolean own = i == 1 || !tokens.get(i - 2).isWord() || tokens.get(i - 2).is("this");
			if (tokens.get(i - 1).is("::") && own && !needs(tokens.get(i).text()).isEmpty()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return the names that a method declares itself.
	 */
	static Set<String> locals(SourceMember method, List<Token> tokens) {
		Set<String> locals = new LinkedHashSet<>();
		method.parameters().forEach((parameter) -> locals.add(parameter.name()));
		for (int i = 1; i < tokens.size(); i++) {
			Token before = tokens.get(i - 1);
			boolean typed = (before.isWord() && !NO_TYPES.contains(before.text())) || before.is(">") || before.is("]");
			boolean declared = typed && i + 1 < tokens.size()
					&& List.of("=", ":", ";", ")", ",", "in").contains(tokens.get(i + 1).text());
			boolean lambda = i + 1 < tokens.size() && tokens.get(i + 1).is("->");
			if (tokens.get(i).isWord() && (declared || lambda)) {
				locals.add(tokens.get(i).text());
			}
		}
		return locals;
	}

	/**
	 * Tell whether a token is a field of this object.
	 * @param hidden the names that stand for something else, unless {@code this} is
	 * before them
	 */
	static boolean isField(List<Token> tokens, int index, Collection<String> fields, Collection<String> hidden) {
		Token token = tokens.get(index);
		if (!token.isWord() || !fields.contains(token.text())
				|| (index + 1 < tokens.size() && tokens.get(index + 1).is("("))) {
			return false;
		}
		return isOfThis(tokens, index) || (isFree(tokens, index) && !hidden.contains(token.text()));
	}

	static boolean isCall(List<Token> tokens, int index) {
		return tokens.get(index).isWord() && index + 1 < tokens.size() && tokens.get(index + 1).is("(")
				&& (isFree(tokens, index) || isOfThis(tokens, index));
	}

	static boolean isOfThis(List<Token> tokens, int index) {
		return index > 1 && tokens.get(index - 1).is(".") && tokens.get(index - 2).is("this");
	}

	private static boolean isFree(List<Token> tokens, int index) {
		return index == 0 || !List.of(".", "?.", "::").contains(tokens.get(index - 1).text());
	}

	/**
	 * Return all members that some members mention, and those that these mention.
	 */
	static List<SourceMember> reached(List<SourceMember> from, List<SourceMember> all) {
		List<SourceMember> reached = new ArrayList<>(from);
		for (int i = 0; i < reached.size(); i++) {
			Set<String> words = new LinkedHashSet<>();
			reached.get(i).tokens().forEach((token) -> words.add(token.text()));
			for (SourceMember member : all) {
				if (!reached.contains(member) && words.contains(member.name())) {
					reached.add(member);
				}
			}
		}
		return all.stream().filter(reached::contains).toList();
	}

}
