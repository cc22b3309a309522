package io.monarch.conversion;

import java.util.Optional;
import java.util.Set;

/**
 * A value that a migration gets from its context, since it depends on the environment,
 * and that a change unit gets as a parameter.
 */
enum ContextValue {

	TEMPLATE("MongoTemplate", "mongo()", Set.of("MongoTemplate", "MongoOperations", "MongockTemplate")),

	DATABASE("MongoDatabase", "database()", Set.of("MongoDatabase"));

	private static final String REACTIVE = "com.mongodb.reactivestreams.client.MongoDatabase";

	private final String type;

	private final String expression;

	@SuppressWarnings("ImmutableEnumChecker") // made by Set.of
	private final Set<String> types;

	ContextValue(String type, String expression, Set<String> types) {
		this.type = type;
		this.expression = expression;
		this.types = types;
	}

	/**
	 * Find the value of a type.
	 * @param declared the declared type
	 */
	static Optional<ContextValue> of(String declared, SourceFile file) {
		String name = declared.replace("?", "").strip();
		String simple = name.substring(name.lastIndexOf('.') + 1);
		if (name.equals(REACTIVE) || (simple.equals(DATABASE.type) && file.imports().contains(REACTIVE))) {
			return Optional.empty();
		}
		for (ContextValue value : values()) {
			if (value.types.contains(simple)) {
				return Optional.of(value);
			}
		}
		return Optional.empty();
	}

	/**
	 * Return the type of the value.
	 */
	String type() {
		return this.type;
	}

	/**
	 * Return the expression for it.
	 */
	String from(String context) {
		return context + "." + this.expression;
	}

}
