package io.monarch.conversion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads what a source declares, as far as change units need it.
 */
final class SourceParser {

	private static final Set<String> MODIFIERS = Set.of("public", "protected", "private", "static", "final", "abstract",
			"default", "synchronized", "native", "strictfp", "transient", "volatile", "sealed", "open", "override",
			"internal", "lateinit", "const", "inline", "suspend", "data", "inner", "companion", "operator", "infix",
			"tailrec", "external", "vararg", "annotation", "enum");

	private final String text;

	private final boolean kotlin;

	private final List<Token> tokens;

	private final TokenReader reader;

	private SourceParser(String text, boolean kotlin) {
		this.text = text;
		this.kotlin = kotlin;
		this.tokens = Lexer.tokens(text, kotlin);
		this.reader = new TokenReader(this.tokens, 0);
	}

	static SourceFile parse(String text, boolean kotlin) {
		return new SourceParser(text, kotlin).file();
	}

	private SourceFile file() {
		String packageName = "";
		List<String> imports = new ArrayList<>();
		List<SourceClass> classes = new ArrayList<>();
		while (this.reader.hasNext()) {
			if (this.reader.peek().is("package") || this.reader.peek().is("import")) {
				boolean isPackage = this.reader.next().is("package");
				String name = statement();
				if (isPackage) {
					packageName = name.replace("`", "");
				}
				else {
					imports.add(name);
				}
			}
			else {
				classes.addAll(declaration());
			}
		}
		return new SourceFile(this.text, this.kotlin, packageName, List.copyOf(imports), List.copyOf(classes));
	}

	/**
	 * Read up to the end of an import: the semicolon, or in Kotlin the end of the line.
	 */
	private String statement() {
		int start = this.reader.peek().start();
		int end = start;
		while (this.reader.hasNext() && !this.reader.peek().is(";")
				&& (end == start || !this.kotlin || isOnLineOf(end))) {
			end = this.reader.next().end();
		}
		this.reader.nextIf(";");
		return this.text.substring(start, end).replaceAll("\\s+", " ");
	}

	private boolean isOnLineOf(int end) {
		return this.text.substring(end, this.reader.peek().start()).indexOf('\n') < 0;
	}

	private List<SourceClass> declaration() {
		int first = this.reader.index();
		List<SourceAnnotation> annotations = annotations();
		skipModifiers(new ArrayList<>(), annotations);
		Token keyword = this.reader.next();
		if (!keyword.is("class") && !(keyword.is("object") && this.kotlin)) {
			this.reader.moveTo(Math.max(first + 1, this.reader.index()));
			// Functions, interfaces and others that are no change units.
			this.reader.skipTo((token) -> token.is("{") || token.is(";") || token.is("@") || token.is("class"));
			if (this.reader.peek().is("{")) {
				this.reader.skipBrackets();
			}
			return List.of();
		}
		String name = this.reader.next().text();
		return List.of(type(annotations, name, comment(first)));
	}

	private SourceClass type(List<SourceAnnotation> annotations, String name, String comment) {
		List<SourceParameter> parameters = List.of();
		List<String> heads = new ArrayList<>();
		String extendsClass = "";
		if (this.kotlin) {
			this.reader.skipTo((token) -> token.is("(") || token.is("{") || token.is(":") || token.is("class"));
			if (this.reader.peek().is("(")) {
				parameters = parameters();
			}
			if (this.reader.nextIf(":")) {
				int start = this.reader.index();
				this.reader.skipTo((token) -> token.is("{") || token.is("class"));
				heads.addAll(list(start, this.reader.index()));
			}
		}
		else {
			this.reader.skipTo((token) -> token.is("{") || token.is("extends") || token.is("implements"));
			while (!this.reader.peek().is("{") && this.reader.hasNext()) {
				boolean superclass = this.reader.next().is("extends");
				int start = this.reader.index();
				this.reader.skipTo((token) -> token.is("{") || token.is("implements") || token.is("permits"));
				List<String> found = list(start, this.reader.index());
				if (superclass) {
					extendsClass = String.join(", ", found);
				}
				else {
					heads.addAll(found);
				}
			}
		}
		if (!this.reader.peek().is("{")) {
			return new SourceClass(annotations, name, comment, parameters, heads, extendsClass, List.of());
		}
		int end = this.reader.closing(this.reader.index());
		this.reader.next();
		List<SourceMember> members = new MemberParser(this, name).members(end);
		this.reader.moveTo(end + 1);
		return new SourceClass(annotations, name, comment, parameters, heads, extendsClass, members);
	}

	/**
	 * Read annotations and return them.
	 */
	List<SourceAnnotation> annotations() {
		List<SourceAnnotation> annotations = new ArrayList<>();
		skipModifiers(new ArrayList<>(), annotations);
		return annotations;
	}

	/**
	 * Read modifiers and annotations in any order.
	 */
	void skipModifiers(List<String> modifiers, List<SourceAnnotation> annotations) {
		while (true) {
			Token token = this.reader.peek();
			if (token.is("@") && !this.reader.peek(1).is("interface")) {
				annotations.add(annotation());
			}
			else if (token.isWord() && MODIFIERS.contains(token.text())
					&& this.reader.peek(1).type() != Token.Type.LITERAL
					&& !(this.reader.peek(1).is("(") || this.reader.peek(1).is("="))) {
				modifiers.add(this.reader.next().text());
			}
			else {
				return;
			}
		}
	}

	private SourceAnnotation annotation() {
		int start = this.reader.next().start();
		Token name = this.reader.next();
		if (this.kotlin && this.reader.nextIf(":")) {
			name = this.reader.next(); // such as @field:Autowired
		}
		while (this.reader.peek().is(".")) {
			this.reader.next();
			name = this.reader.next();
		}
		int end = name.end();
		Map<String, String> attributes = new LinkedHashMap<>();
		if (this.reader.peek().is("(")) {
			int close = this.reader.closing(this.reader.index());
			for (String attribute : list(this.reader.index() + 1, close)) {
				int equals = equals(attribute);
				attributes.put((equals < 0) ? "value" : attribute.substring(0, equals).strip(),
						attribute.substring(equals + 1).strip());
			}
			end = this.tokens.get(close).end();
			this.reader.moveTo(close + 1);
		}
		return new SourceAnnotation(name.text(), this.text.substring(start, end), attributes, start, end);
	}

	private static int equals(String attribute) {
		int index = attribute.indexOf('=');
		return (index > 0 && attribute.substring(0, index).strip().chars().allMatch(Character::isJavaIdentifierPart))
				? index : -1;
	}

	/**
	 * Read parameters with the parentheses around them.
	 */
	List<SourceParameter> parameters() {
		int close = this.reader.closing(this.reader.index());
		this.reader.next();
		List<SourceParameter> parameters = new ArrayList<>();
		while (this.reader.index() < close) {
			int next = endOfItem(this.reader.index(), close);
			parameters.add(parameter(next));
			this.reader.moveTo(next + 1);
		}
		this.reader.moveTo(close + 1);
		return List.copyOf(parameters);
	}

	private SourceParameter parameter(int end) {
		List<SourceAnnotation> annotations = new ArrayList<>();
		List<String> modifiers = new ArrayList<>();
		skipModifiers(modifiers, annotations);
		if (this.kotlin) {
			boolean property = this.reader.nextIf("val") || this.reader.nextIf("var");
			String name = this.reader.next().text();
			this.reader.nextIf(":");
			return new SourceParameter(annotations, property, name, text(this.reader.index(), end));
		}
		int last = end - 1;
		return new SourceParameter(annotations, false, this.tokens.get(last).text(), text(this.reader.index(), last));
	}

	/**
	 * Return the items of a list with commas between them.
	 */
	private List<String> list(int from, int to) {
		List<String> items = new ArrayList<>();
		for (int start = from; start < to;) {
			int end = endOfItem(start, to);
			items.add(text(start, end));
			start = end + 1;
		}
		return items;
	}

	/**
	 * Return the index of the comma behind an item, or of the end of the list.
	 */
	private int endOfItem(int from, int to) {
		int angles = 0;
		for (int i = from; i < to; i++) {
			Token token = this.tokens.get(i);
			if (token.is("(") || token.is("{") || token.is("[")) {
				i = this.reader.closing(i);
			}
			else if (token.is("<")) {
				angles++;
			}
			else if (token.is(">")) {
				angles--;
			}
			else if (token.is(",") && angles <= 0) {
				return i;
			}
		}
		return to;
	}

	/**
	 * Return the text of tokens.
	 */
	String text(int from, int to) {
		return (from < to) ? this.text.substring(this.tokens.get(from).start(), this.tokens.get(to - 1).end()) : "";
	}

	/**
	 * Return the comment above the token of an index.
	 */
	String comment(int index) {
		int end = (index > 0) ? this.tokens.get(index - 1).end() : 0;
		String gap = this.text.substring(end, this.tokens.get(index).start());
		// What stands behind the token before belongs to that.
		int line = gap.indexOf('\n');
		return (line < 0) ? "" : gap.substring(line + 1).strip();
	}

	boolean isKotlin() {
		return this.kotlin;
	}

	TokenReader reader() {
		return this.reader;
	}

	/**
	 * Tell whether a line ends in front of the next token.
	 */
	boolean isAtNewLine() {
		Token before = this.reader.peek(-1);
		return this.text.substring(before.end(), Math.max(before.end(), this.reader.peek().start())).indexOf('\n') >= 0;
	}

	/**
	 * Return what a member is made of.
	 */
	SourceMember member(SourceMember.Type type, MemberParser.Head head, int first, int bodyFrom, int bodyTo,
			boolean expression) {
		List<Token> all = List.copyOf(this.reader.between(first, this.reader.index()));
		int end = all.get(all.size() - 1).end();
		int start = all.get(0).start();
		return new SourceMember(type, head.annotations(), head.modifiers(), head.name(), head.declared(),
				head.parameters(), head.clause(), comment(first), start, end, head.open(), head.close(),
				(bodyFrom < 0) ? end : bodyFrom, (bodyTo < 0) ? end : bodyTo, expression, all);
	}

}
