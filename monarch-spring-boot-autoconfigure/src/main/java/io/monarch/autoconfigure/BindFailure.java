package io.monarch.autoconfigure;

import java.beans.PropertyDescriptor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.monarch.environment.Causes;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.origin.Origin;
import org.springframework.core.ResolvableType;

/**
 * Describes an invalid property and its origin, but unlike Spring Boot not its value,
 * since a mistyped name can be that of a password.
 */
final class BindFailure {

	private static final String PREFIX = "monarch";

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(PREFIX);

	private BindFailure() {
	}

	/**
	 * Find a failure to bind properties among the causes.
	 */
	static Optional<MonarchException> find(Throwable failure) {
		BindException bind = null;
		for (Throwable cause : Causes.of(failure)) {
			if (cause instanceof UnboundConfigurationPropertiesException unbound) {
				return Optional.of(unknown(unbound.getUnboundProperties()));
			}
			if (cause instanceof BindException found) {
				bind = found;
			}
		}
		return Optional.ofNullable(bind).map(BindFailure::invalid);
	}

	/**
	 * Describe a failure to bind if it is about properties of Monarch.
	 */
	static Optional<MonarchException> ofMonarch(BindException failure) {
		return isMonarch(failure.getName()) ? find(failure) : Optional.empty();
	}

	/**
	 * Tell whether a property is one of Monarch's.
	 */
	static boolean isMonarch(ConfigurationPropertyName name) {
		return ROOT.equals(name) || ROOT.isAncestorOf(name);
	}

	private static MonarchException unknown(Set<ConfigurationProperty> properties) {
		String names = properties.stream()
			.map((property) -> "'" + property.getName() + "'" + place(property.getOrigin()))
			.collect(Collectors.joining(", "));
		String nearest = properties.stream()
			.map(ConfigurationProperty::getName)
			.filter(BindFailure::isMonarch)
			.flatMap((name) -> nearest(name).stream())
			.findFirst()
			.map((name) -> " Did you mean '" + name + "'?")
			.orElse("");
		return new MonarchException(Kind.BAD_INPUT,
				((properties.size() == 1) ? "There is no property " : "There are no properties ") + names + "."
						+ nearest,
				"Correct the name, or remove it.");
	}

	private static MonarchException invalid(BindException failure) {
		ConfigurationProperty property = failure.getProperty();
		ConfigurationPropertyName name = (property != null) ? property.getName() : failure.getName();
		Class<?> type = failure.getTarget().getType().resolve(Object.class);
		return new MonarchException(Kind.BAD_INPUT,
				"The property '" + name + "'" + place(Origin.from(property)) + " has a value that is not a " + "valid "
						+ type.getSimpleName() + ".",
				type.isEnum() ? "Use one of " + constants(type) + "." : "Correct the value.");
	}

	private static String constants(Class<?> type) {
		return Arrays.stream(type.getEnumConstants())
			.map((constant) -> constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
			.collect(Collectors.joining(", "));
	}

	private static String place(@Nullable Origin origin) {
		return (origin != null) ? " (" + origin + ")" : "";
	}

	/**
	 * Replace the first unknown part of the name with the nearest known one, or move it
	 * to where it is known.
	 */
	private static Optional<String> nearest(ConfigurationPropertyName name) {
		Class<?> type = MonarchProperties.class;
		StringBuilder path = new StringBuilder(PREFIX);
		for (int i = 1; i < name.getNumberOfElements(); i++) {
			String part = name.getElement(i, Form.DASHED);
			Map<String, ResolvableType> known = properties(type);
			ResolvableType next = known.get(part);
			if (next == null) {
				return NearestName.of(part, known.keySet())
					.map((nearest) -> path + "." + nearest)
					.or(() -> elsewhere(part, MonarchProperties.class, PREFIX));
			}
			path.append('.').append(part);
			if (Map.class.isAssignableFrom(next.toClass())) {
				next = next.asMap().getGeneric(1);
				if (++i < name.getNumberOfElements()) {
					path.append('.').append(name.getElement(i, Form.ORIGINAL));
				}
			}
			type = next.toClass();
		}
		return Optional.empty();
	}

	private static Optional<String> elsewhere(String part, Class<?> type, String path) {
		Map<String, ResolvableType> known = properties(type);
		return known.containsKey(part) ? Optional.of(path + "." + part) : known.entrySet()
			.stream()
			.flatMap((entry) -> elsewhere(part, entry.getValue().toClass(), path + "." + entry.getKey()).stream())
			.findFirst();
	}

	/**
	 * Return the properties of one of Monarch's types; other types are values.
	 */
	private static Map<String, ResolvableType> properties(Class<?> type) {
		Map<String, ResolvableType> properties = new TreeMap<>();
		if (type.getPackage() == MonarchProperties.class.getPackage()) {
			for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(type)) {
				if (!property.getName().equals("class")) {
					properties.put(DataObjectPropertyName.toDashedForm(property.getName()),
							ResolvableType.forMethodReturnType(property.getReadMethod()));
				}
			}
		}
		return properties;
	}

}
