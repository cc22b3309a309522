package io.monarch.conversion;

import java.util.List;
import java.util.Optional;

/**
 * A member of a class in a source.
 *
 * @param type what it is
 * @param annotations its annotations
 * @param modifiers its modifiers
 * @param name its name, empty for an initializer
 * @param declared its type, or what it returns, as it is written
 * @param parameters its parameters
 * @param clause what stands between the parameters and the body, such as what it throws
 * @param comment the comment above it
 * @param start where it begins
 * @param end where it ends
 * @param open where the list of its parameters begins, or 0
 * @param close where the list of its parameters ends, or 0
 * @param body where its body begins, without the brace
 * @param bodyEnd where its body ends
 * @param expression whether its body is an expression behind {@code =}
 * @param tokens all its tokens
 */
record SourceMember(Type type, List<SourceAnnotation> annotations, List<String> modifiers, String name, String declared,
		List<SourceParameter> parameters, String clause, String comment, int start, int end, int open, int close,
		int body, int bodyEnd, boolean expression, List<Token> tokens) {

	Optional<SourceAnnotation> annotation(String... names) {
		return this.annotations.stream().filter((each) -> List.of(names).contains(each.name())).findFirst();
	}

	boolean isStatic() {
		return this.modifiers.contains("static");
	}

	boolean returnsNothing() {
		return this.declared.isEmpty() ? !this.expression
				: this.declared.equals("void") || this.declared.equals("Unit");
	}

	List<Token> bodyTokens() {
		return this.tokens.stream()
			.filter((token) -> token.start() >= this.body && token.end() <= this.bodyEnd)
			.toList();
	}

	/**
	 * The type of a member.
	 */
	enum Type {

		FIELD, METHOD, CONSTRUCTOR, TYPE, INITIALIZER

	}

}
