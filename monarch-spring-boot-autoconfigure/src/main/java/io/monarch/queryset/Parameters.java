package io.monarch.queryset;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;
import org.bson.types.ObjectId;

import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.support.DefaultConversionService;

/**
 * The parameters of a query set, which are given in advance or prompted for at a
 * terminal.
 */
final class Parameters {

	private static final DefaultConversionService CONVERSION = new DefaultConversionService();

	static {
		CONVERSION.addConverter(String.class, ObjectId.class, ObjectId::new);
		CONVERSION.addConverter(String.class, LocalDate.class, LocalDate::parse);
		CONVERSION.addConverter(String.class, Instant.class, Instant::parse);
	}

	private final String querySet;

	private final Map<String, String> given;

	private final List<String> declared;

	private final Set<String> asked = new LinkedHashSet<>();

	/**
	 * Create parameters.
	 * @param given the parameters that are given in advance
	 * @param declared the names that the query set declares; may be empty
	 */
	Parameters(String querySet, Map<String, String> given, List<String> declared) {
		this.querySet = querySet;
		this.declared = List.copyOf(declared);
		this.given = new LinkedHashMap<>(given);
	}

	/**
	 * Check the given parameters against the declared ones before the query set runs.
	 * Without a terminal, all missing ones are reported at once.
	 */
	void requireDeclared(QuerySetConversation conversation) {
		if (this.declared.isEmpty()) {
			return;
		}
		for (String name : this.given.keySet()) {
			if (!this.declared.contains(name)) {
				throw unknown(name, this.declared);
			}
		}
		List<String> missing = this.declared.stream().filter((name) -> !this.given.containsKey(name)).toList();
		if (!missing.isEmpty() && !conversation.canAsk()) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Query set '" + this.querySet + "' needs the parameter" + ((missing.size() == 1) ? " " : "s ")
							+ missing.stream().map((name) -> "'" + name + "'").collect(Collectors.joining(", "))
							+ ", and there is no terminal to ask for it.",
					"Add " + missing.stream()
						.map((name) -> "--param " + name + "=<value>")
						.collect(Collectors.joining(" ")) + ".");
		}
	}

	private MonarchException unknown(String name, Collection<String> known) {
		return new MonarchException(Kind.BAD_INPUT,
				"Query set '" + this.querySet + "' has no parameter '" + name + "'."
						+ NearestName.question(name, known),
				known.isEmpty()
						? "It declares no parameters and asks for none: leave it out. See 'monarch list-query-sets'."
						: (this.declared.isEmpty() ? "It declares none, and asks for: " : "It declares: ")
								+ String.join(", ", known) + ". See 'monarch list-query-sets'.");
	}

	<T> T get(String name, String question, Class<T> type, QuerySetConversation conversation) {
		this.asked.add(name);
		String value = this.given.get(name);
		if (value == null) {
			if (!conversation.canAsk() && !this.declared.isEmpty() && !this.declared.contains(name)) {
				throw new MonarchException(Kind.BAD_INPUT,
						"Query set '" + this.querySet + "' asks for the parameter '" + name
								+ "', which it does not declare.",
						"Add it to the parameters of @QuerySet, or run this in a terminal.");
			}
			if (!conversation.canAsk()) {
				throw new MonarchException(Kind.BAD_INPUT,
						"Query set '" + this.querySet + "' needs the parameter '" + name + "': " + question,
						"Add --param " + name + "=<value>.");
			}
			value = conversation.ask(question + " ").strip();
			this.given.put(name, value);
		}
		try {
			T converted = CONVERSION.convert(value, type);
			if (converted != null) {
				return converted;
			}
		}
		catch (ConversionException ex) {
			// reported below
		}
		throw new MonarchException(Kind.BAD_INPUT,
				"The parameter '" + name + "' of query set '" + this.querySet + "' is not a " + "valid "
						+ type.getSimpleName() + ": '" + value + "'.",
				"Give another value: --param " + name + "=<value>.");
	}

	/**
	 * Check that the query set has used every given parameter.
	 */
	void requireAllAsked() {
		for (String name : this.given.keySet()) {
			if (!this.asked.contains(name) && !this.declared.contains(name)) {
				throw unknown(name, this.asked);
			}
		}
	}

}
