package io.monarch.conversion;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads the members of a class.
 */
final class MemberParser {

	private static final Set<String> TYPES = Set.of("class", "interface", "enum", "object");

	private final SourceParser source;

	private final TokenReader reader;

	private final String className;

	MemberParser(SourceParser source, String className) {
		this.source = source;
		this.reader = source.reader();
		this.className = className;
	}

	/**
	 * Read members.
	 * @param end the index of the brace that closes the class
	 */
	List<SourceMember> members(int end) {
		List<SourceMember> members = new ArrayList<>();
		while (this.reader.index() < end) {
			if (!this.reader.nextIf(";")) {
				members.add(this.source.isKotlin() ? kotlinMember(end) : javaMember());
			}
		}
		return List.copyOf(members);
	}

	private SourceMember javaMember() {
		int first = this.reader.index();
		List<SourceAnnotation> annotations = new ArrayList<>();
		List<String> modifiers = new ArrayList<>();
		this.source.skipModifiers(modifiers, annotations);
		Head head = new Head(annotations, modifiers, "", "", List.of(), "", 0, 0);
		if (this.reader.peek().is("{")) {
			this.reader.skipBrackets();
			return this.source.member(SourceMember.Type.INITIALIZER, head, first, -1, -1, false);
		}
		if (isType()) {
			return nestedType(head, first);
		}
		int declared = this.reader.index();
		if (this.reader.peek().is("<")) {
			skipTypeParameters();
		}
		this.reader.skipTo((token) -> token.is("(") || token.is("=") || token.is(";"));
		if (!this.reader.hasNext()) {
			throw new MalformedSourceException();
		}
		String name = this.reader.peek(-1).text();
		String type = this.source.text(declared, this.reader.index() - 1);
		if (!this.reader.peek().is("(")) {
			this.reader.skipTo((token) -> token.is(";"));
			this.reader.next();
			return this.source.member(SourceMember.Type.FIELD, head.with(name, type), first, -1, -1, false);
		}
		Head method = parameters(head.with(name, type));
		int clause = this.reader.index();
		this.reader.skipTo((token) -> token.is("{") || token.is(";"));
		method = method.withClause(this.source.text(clause, this.reader.index()));
		SourceMember.Type kind = (name.equals(this.className) && type.isEmpty()) ? SourceMember.Type.CONSTRUCTOR
				: SourceMember.Type.METHOD;
		return withBody(kind, method, first);
	}

	private SourceMember withBody(SourceMember.Type type, Head head, int first) {
		if (!this.reader.peek().is("{")) {
			this.reader.next();
			return this.source.member(type, head, first, -1, -1, false);
		}
		int close = this.reader.closing(this.reader.index());
		int from = this.reader.peek().end();
		int to = this.reader.peek(close - this.reader.index()).start();
		this.reader.moveTo(close + 1);
		return this.source.member(type, head, first, from, to, false);
	}

	private boolean isType() {
		Token token = this.reader.peek();
		return TYPES.contains(token.text()) || (token.is("@") && this.reader.peek(1).is("interface"))
				|| (token.is("record") && this.reader.peek(1).isWord()
						&& (this.reader.peek(2).is("(") || this.reader.peek(2).is("<")));
	}

	private SourceMember nestedType(Head head, int first) {
		this.reader.skipTo((token) -> TYPES.contains(token.text()) || token.is("record") || token.is("interface"));
		this.reader.next();
		String name = this.reader.peek().is("class") ? this.reader.peek(1).text() : this.reader.peek().text();
		if (this.source.isKotlin()) {
			this.reader.skipTo((token) -> token.is("{") || isStart(token));
		}
		else {
			this.reader.skipTo((token) -> token.is("{"));
		}
		if (this.reader.peek().is("{")) {
			this.reader.skipBrackets();
		}
		return this.source.member(SourceMember.Type.TYPE, head.with(name, ""), first, -1, -1, false);
	}

	private void skipTypeParameters() {
		int depth = 0;
		do {
			Token token = this.reader.next();
			depth += token.is("<") ? 1 : token.is(">") ? -1 : 0;
		}
		while (depth > 0 && this.reader.hasNext());
	}

	private Head parameters(Head head) {
		int open = this.reader.peek().start();
		List<SourceParameter> parameters = this.source.parameters();
		return new Head(head.annotations(), head.modifiers(), head.name(), head.declared(), parameters, "", open,
				this.reader.peek(-1).start());
	}

	private SourceMember kotlinMember(int end) {
		int first = this.reader.index();
		List<SourceAnnotation> annotations = new ArrayList<>();
		List<String> modifiers = new ArrayList<>();
		this.source.skipModifiers(modifiers, annotations);
		Head head = new Head(annotations, modifiers, "", "", List.of(), "", 0, 0);
		if (this.reader.nextIf("init")) {
			this.reader.skipBrackets();
			return this.source.member(SourceMember.Type.INITIALIZER, head, first, -1, -1, false);
		}
		if (this.reader.peek().is("constructor")) {
			this.reader.next();
			Head constructor = parameters(head);
			this.reader.skipTo((token) -> token.is("{") || isStart(token));
			return this.reader.peek().is("{") ? withBody(SourceMember.Type.CONSTRUCTOR, constructor, first)
					: this.source.member(SourceMember.Type.CONSTRUCTOR, constructor, first, -1, -1, false);
		}
		if (isType()) {
			return nestedType(head, first);
		}
		if (this.reader.nextIf("fun")) {
			return function(head, first, end);
		}
		this.reader.next();
		if (this.reader.peek().is("<")) {
			skipTypeParameters();
		}
		String name = this.reader.next().text();
		int type = this.reader.nextIf(":") ? this.reader.index() : -1;
		skipExpression(end, true);
		int typeEnd = type;
		while (type >= 0 && typeEnd < this.reader.index()
				&& !this.reader.between(typeEnd, typeEnd + 1).get(0).is("=")) {
			typeEnd++;
		}
		String declared = (type >= 0) ? this.source.text(type, typeEnd) : "";
		return this.source.member(SourceMember.Type.FIELD, head.with(name, declared), first, -1, -1, false);
	}

	private SourceMember function(Head head, int first, int end) {
		if (this.reader.peek().is("<")) {
			skipTypeParameters();
		}
		this.reader.skipTo((token) -> token.is("("));
		Head function = parameters(head.with(this.reader.peek(-1).text(), ""));
		String declared = "";
		if (this.reader.nextIf(":")) {
			int type = this.reader.index();
			this.reader.skipTo((token) -> token.is("{") || token.is("="));
			declared = this.source.text(type, this.reader.index());
		}
		function = new Head(function.annotations(), function.modifiers(), function.name(), declared,
				function.parameters(), "", function.open(), function.close());
		if (!this.reader.nextIf("=")) {
			return withBody(SourceMember.Type.METHOD, function, first);
		}
		int from = this.reader.peek().start();
		skipExpression(end, false);
		return this.source.member(SourceMember.Type.METHOD, function, first, from, this.reader.peek(-1).end(), true);
	}

	/**
	 * Skip an expression, which ends where a line begins with the next member.
	 * @param accessors whether accessors of a property may follow
	 */
	private void skipExpression(int end, boolean accessors) {
		while (this.reader.index() < end) {
			Token token = this.reader.peek();
			if (this.source.isAtNewLine() && isStart(token)) {
				boolean accessor = accessors && (token.is("get") || token.is("set"));
				if (!accessor) {
					return;
				}
			}
			if (token.is("(") || token.is("{") || token.is("[")) {
				this.reader.skipBrackets();
			}
			else {
				this.reader.next();
			}
		}
	}

	private static boolean isStart(Token token) {
		return token.is("@") || token.is("fun") || token.is("val") || token.is("var") || token.is("private")
				|| token.is("public") || token.is("protected") || token.is("internal") || token.is("override")
				|| token.is("companion") || token.is("class") || token.is("data") || token.is("init")
				|| token.is("enum") || token.is("object") || token.is("lateinit") || token.is("const")
				|| token.is("constructor") || token.is("}");
	}

	/**
	 * The part of a member before its body.
	 */
	record Head(List<SourceAnnotation> annotations, List<String> modifiers, String name, String declared,
			List<SourceParameter> parameters, String clause, int open, int close) {

		Head with(String newName, String type) {
			return new Head(this.annotations, this.modifiers, newName, type, this.parameters, this.clause, this.open,
					this.close);
		}

		Head withClause(String newClause) {
			return new Head(this.annotations, this.modifiers, this.name, this.declared, this.parameters, newClause,
					this.open, this.close);
		}

	}

}
