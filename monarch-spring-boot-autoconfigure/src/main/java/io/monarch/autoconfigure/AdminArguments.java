package io.monarch.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The arguments of a process that is started as an administrator's tool.
 *
 * @param words the words of the command, without {@code monarch}
 * @param properties the properties of Spring Boot: all options before {@code monarch},
 * and those after it with a dot in their names, unlike options of commands
 * @param debug whether a failure is reported with its stack trace
 */
record AdminArguments(List<String> words, List<String> properties, boolean debug) {

	static final String COMMAND = "monarch";

	private static final String OPTION = "--";

	private static final Pattern PROPERTY_WORD = Pattern.compile("--[^=]*\\.[^=]*=.*", Pattern.DOTALL);

	/**
	 * Return the arguments of admin mode, or {@code null} if the first argument that is
	 * not an option is not {@code monarch}.
	 */
	static @Nullable AdminArguments of(String[] arguments) {
		int command = 0;
		// An empty one is a variable of a container that is not set.
		while (command < arguments.length && (arguments[command].isBlank() || arguments[command].startsWith("-"))) {
			command++;
			if (arguments[command - 1].equals(OPTION)) {
				break; // nothing after it is an option
			}
		}
		if (command == arguments.length || !arguments[command].equals(COMMAND)) {
			return null;
		}
		List<String> words = new ArrayList<>();
		List<String> properties = new ArrayList<>(options(List.of(arguments).subList(0, command)));
		for (String argument : List.of(arguments).subList(command + 1, arguments.length)) {
			boolean property = !words.contains(OPTION) && PROPERTY_WORD.matcher(argument).matches();
			(property ? properties : words).add(argument);
		}
		return new AdminArguments(List.copyOf(words), List.copyOf(properties), List.of(arguments).contains("--debug"));
	}

	/**
	 * Return these arguments for another context of the process, whose own arguments are
	 * mostly the same but can set other properties.
	 */
	AdminArguments withPropertiesOf(String[] others) {
		AdminArguments same = of(others);
		List<String> own = (same != null) ? same.properties : options(List.of(others));
		Set<String> names = own.stream().map(AdminArguments::name).collect(Collectors.toSet());
		List<String> all = new ArrayList<>(
				this.properties.stream().filter((property) -> !names.contains(name(property))).toList());
		all.addAll(own);
		return new AdminArguments(this.words, List.copyOf(all), this.debug);
	}

	private static String name(String property) {
		return property.replaceFirst("(?s)=.*", "");
	}

	/**
	 * Return the properties of Spring Boot among the arguments of another context.
	 */
	private static List<String> options(List<String> arguments) {
		int end = arguments.indexOf(OPTION);
		return arguments.subList(0, (end < 0) ? arguments.size() : end)
			.stream()
			.filter((argument) -> argument.startsWith(OPTION))
			.toList();
	}

}
