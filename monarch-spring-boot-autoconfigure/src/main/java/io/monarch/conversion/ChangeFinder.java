package io.monarch.conversion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Finds the changes in a source, in the order in which Mongock runs them.
 */
final class ChangeFinder {

	static final String[] UNIT = { "ChangeUnit", "Change" };

	static final String LOG = "ChangeLog";

	static final String SET = "ChangeSet";

	private static final String[] EXECUTION = { "Execution", "Apply" };

	private static final String[] ROLLBACK = { "RollbackExecution", "Rollback" };

	/** The annotations of the methods of a change. */
	static final List<String> METHODS = List.of(SET, "Execution", "Apply", "BeforeExecution", "RollbackExecution",
			"Rollback", "RollbackBeforeExecution", "ChangeUnitConstructor", "DecoratorDiverted", "NonLockGuarded");

	/** The order of a change log without one. */
	private static final String LAST = "2147483647";

	/** The order that Flamingock takes from the name of a class. */
	private static final Pattern NUMBER_OF_CLASS = Pattern.compile("^_([\\p{L}\\p{Nd}]+)__");

	private final SourceFile file;

	private final Literals literals;

	ChangeFinder(SourceFile file) {
		this.file = file;
		this.literals = new Literals(file);
	}

	List<Change> changes() {
		List<Change> changes = new ArrayList<>();
		for (SourceClass type : this.file.classes()) {
			type.annotation(UNIT).flatMap((annotation) -> unit(type, annotation)).ifPresent(changes::add);
			type.annotation(LOG).ifPresent((log) -> changes.addAll(sets(type, log)));
		}
		return List.copyOf(changes);
	}

	private Optional<Change> unit(SourceClass type, SourceAnnotation annotation) {
		String named = order(annotation);
		Matcher number = NUMBER_OF_CLASS.matcher(type.name());
		String order = (named.isEmpty() && number.find()) ? number.group(1) : named;
		return method(type, EXECUTION).map((execution) -> new Change(this.file, type, annotation, order, "", execution,
				method(type, "BeforeExecution").orElse(null), method(type, ROLLBACK).orElse(null),
				method(type, "RollbackBeforeExecution").orElse(null), true));
	}

	private List<Change> sets(SourceClass type, SourceAnnotation log) {
		List<SourceMember> methods = type.members(SourceMember.Type.METHOD)
			.filter((method) -> method.annotation(SET).isPresent())
			.toList();
		String ofLog = order(log);
		String order = ofLog.equals(LAST) ? "" : ofLog;
		return methods.stream().map((method) -> {
			SourceAnnotation set = method.annotation(SET).orElseThrow();
			return new Change(this.file, type, set, order, order(set), method, null, null, null, methods.size() == 1);
		}).sorted(Comparator.comparing(Change::setOrder)).toList();
	}

	private String order(SourceAnnotation annotation) {
		return Objects.requireNonNullElse(this.literals.value(annotation.attribute("order")), "");
	}

	private static Optional<SourceMember> method(SourceClass type, String... annotations) {
		return type.members(SourceMember.Type.METHOD)
			.filter((method) -> method.annotation(annotations).isPresent())
			.findFirst();
	}

	/**
	 * Finds the values of texts in an annotation.
	 */
	static final class Literals {

		private static final int MAXIMUM_DEPTH = 10;

		private final List<Token> tokens;

		Literals(SourceFile file) {
			this.tokens = Lexer.tokens(file.text(), file.kotlin());
		}

		/**
		 * Return the value of an expression of literals and constants of this source.
		 * @return the value, or {@code null} if it is not known
		 */
		@Nullable String value(@Nullable String expression) {
			return (expression != null) ? value(Lexer.tokens(expression, false), 0) : null;
		}

		private @Nullable String value(List<Token> parts, int depth) {
			if (parts.isEmpty() || depth > MAXIMUM_DEPTH) {
				return null;
			}
			StringBuilder value = new StringBuilder();
			for (int i = 0; i < parts.size(); i++) {
				String part = part(parts, i, depth);
				if (part == null) {
					return null;
				}
				value.append(part);
			}
			return value.toString();
		}

		private @Nullable String part(List<Token> parts, int index, int depth) {
			Token token = parts.get(index);
			if (token.type() == Token.Type.LITERAL) {
				return text(token.text());
			}
			if (token.is("+") || token.is(".")) {
				return "";
			}
			boolean qualifier = index + 1 < parts.size() && parts.get(index + 1).is(".");
			return qualifier ? "" : token.isWord() ? constant(token.text(), depth) : null;
		}

		/**
		 * Find the declaration of a constant, the only place where a final field precedes
		 * an equals sign.
		 */
		private @Nullable String constant(String name, int depth) {
			for (int i = 1; i + 2 < this.tokens.size(); i++) {
				boolean declared = this.tokens.get(i - 1).is("String") || this.tokens.get(i - 1).is("val");
				int equals = this.tokens.get(i + 1).is(":") ? i + 3 : i + 1;
				if (declared && this.tokens.get(i).is(name) && equals < this.tokens.size()
						&& this.tokens.get(equals).is("=")) {
					return value(expression(equals + 1), depth + 1);
				}
			}
			return null;
		}

		/**
		 * Return the operands from a token on, with what is between them.
		 */
		private List<Token> expression(int from) {
			int end = from + 1;
			while (end + 1 < this.tokens.size() && (this.tokens.get(end).is("+") || this.tokens.get(end).is("."))) {
				end += 2;
			}
			return this.tokens.subList(from, Math.min(end, this.tokens.size()));
		}

		private static String text(String literal) {
			return literal.startsWith("\"") ? literal.substring(1, literal.length() - 1).translateEscapes() : literal;
		}

	}

}
