package io.monarch.autoconfigure;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

/**
 * Says which property is wrong, and where it is set. Never its value as Spring Boot does,
 * since a mistyped name can be that of a password.
 */
final class BindFailure {

	private BindFailure() {
	}

	/**
	 * Find a failure to bind properties among the causes.
	 */
	static Optional<MonarchException> find(Throwable failure) {
		BindException bind = null;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof UnboundConfigurationPropertiesException unbound) {
				return Optional.of(unknown(unbound.getUnboundProperties()));
			}
			if (cause instanceof BindException found) {
				bind = found;
			}
		}
		return Optional.ofNullable(bind).map(BindFailure::invalid);
	}

	private static MonarchException unknown(Set<ConfigurationProperty> properties) {
		String names = properties.stream()
			.map((property) -> "'" + property.getName() + "'" + place(property.getOrigin()))
			.collect(Collectors.joining(", "));
		String nearest = properties.stream()
			.flatMap((property) -> nearest(property.getName()).stream())
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
				"The property '" + name + "'" + place(Origin.from(property)) + " has a value that is no "
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
	 * The first part of the name that is not known decides, and the name of an
	 * environment is no such part.
	 */
	private static Optional<String> nearest(ConfigurationPropertyName name) {
		Collection<String> known = known();
		for (int i = 1; i < name.getNumberOfElements(); i++) {
			String part = name.getElement(i, Form.DASHED);
			boolean free = name.getElement(i - 1, Form.DASHED).equals("environments");
			if (!free && !known.contains(part)) {
				return NearestName.of(part, known);
			}
		}
		return Optional.empty();
	}

	private static Collection<String> known() {
		List<Class<?>> types = Stream
			.concat(Stream.of(MonarchProperties.class), Arrays.stream(MonarchProperties.class.getDeclaredClasses()))
			.filter((type) -> !type.isEnum())
			.toList();
		Set<String> names = new TreeSet<>();
		types.forEach((type) -> Arrays.stream(BeanUtils.getPropertyDescriptors(type))
			.map((property) -> DataObjectPropertyName.toDashedForm(property.getName()))
			.filter((property) -> !property.equals("class"))
			.forEach(names::add));
		return names;
	}

}
