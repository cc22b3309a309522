package io.monarch.conversion;

/**
 * Writes declarations in a language.
 *
 * @param kotlin whether it is Kotlin, and not Java
 */
record Syntax(boolean kotlin) {

	String end() {
		return this.kotlin ? "" : ";";
	}

	String local(String type, String name, String value) {
		return this.kotlin ? "val " + name + " = " + value : type + " " + name + " = " + value + ";";
	}

	/**
	 * Write a variable that has no value.
	 */
	String absent(String type, String name) {
		return this.kotlin ? "val " + name + ": " + type.replace("?", "") + "? = null" : type + " " + name + " = null;";
	}

	String parameter(boolean property, String type, String name) {
		return this.kotlin ? (property ? "private val " : "") + name + ": " + type : type + " " + name;
	}

	String method(String name, String context, String clause) {
		return this.kotlin ? "override fun " + name + "(" + context + ": MigrationContext)"
				: "public void " + name + "(MigrationContext " + context + ")" + (clause.isEmpty() ? "" : " " + clause);
	}

	/**
	 * Write a text.
	 */
	String literal(String value) {
		String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
		return "\"" + (this.kotlin ? escaped.replace("$", "\\$") : escaped) + "\"";
	}

	/**
	 * Write an attribute that takes several texts, and has one.
	 */
	String attribute(String expression) {
		return this.kotlin ? "[" + expression + "]" : expression;
	}

}
