package io.monarch.queryset;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;
import org.bson.types.ObjectId;

import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.support.DefaultConversionService;

/**
 * What a query set asks for: given in advance, or asked for at a terminal.
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

	private final Set<String> asked = new HashSet<>();

	Parameters(String querySet, Map<String, String> given) {
		this.querySet = querySet;
		this.given = new LinkedHashMap<>(given);
	}

	<T> T get(String name, String question, Class<T> type, QuerySetConversation conversation) {
		this.asked.add(name);
		String value = this.given.get(name);
		if (value == null) {
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
			// said below
		}
		throw new MonarchException(
				Kind.BAD_INPUT, "The parameter '" + name + "' of query set '" + this.querySet + "' is no "
						+ type.getSimpleName() + ": '" + value + "'.",
				"Give another value: --param " + name + "=<value>.");
	}

	/**
	 * Check that nothing was given that nobody has asked for.
	 */
	void requireAllAsked() {
		for (String name : this.given.keySet()) {
			if (!this.asked.contains(name)) {
				String nearest = NearestName.question(name, this.asked);
				throw new MonarchException(Kind.BAD_INPUT,
						"Query set '" + this.querySet + "' has no parameter '" + name + "'." + nearest,
						"See 'monarch list-query-sets'.");
			}
		}
	}

}
