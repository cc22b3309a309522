package io.monarch.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.monarch.shell.CommandSpec.Argument;
import io.monarch.shell.CommandSpec.Flag;

import org.springframework.core.io.ClassPathResource;

/**
 * The script that lets a shell complete the commands. It contains the current names,
 * since reading them would require a start of the application at each press of TAB.
 */
final class CompletionScript {

	static final String BASH = "bash";

	static final String ZSH = "zsh";

	static final List<String> SHELLS = List.of(BASH, ZSH);

	private final List<CommandSpec> commands;

	private final Completions names;

	CompletionScript(List<CommandSpec> commands, Completions names) {
		this.commands = Stream.concat(commands.stream(), Stream.of(HelpCommand.USAGE)).toList();
		this.names = names;
	}

	String bash() {
		String cases = this.commands.stream()
			.map((usage) -> "\t\t\t" + pattern(usage) + ")\n\t\t\t\toptions=" + quote(options(usage))
					+ "\n\t\t\t\tvalued=" + quote(valued(usage)) + "\n\t\t\t\targuments=" + quote(arguments(usage))
					+ "\n\t\t\t\t;;")
			.collect(Collectors.joining("\n"));
		Map<String, List<String>> values = new LinkedHashMap<>();
		this.commands.forEach((usage) -> usage.allOptions()
			.stream()
			.filter((flag) -> !this.names.values(flag).isEmpty())
			.forEach((flag) -> values.putIfAbsent(String.join(" | ", names(flag)), this.names.values(flag))));
		return fill(BASH,
				Map.of("environments", lines(this.names.environments()), "query-sets", lines(this.names.querySets()),
						"migrations", lines(this.names.migrations()), "commands",
						lines(this.commands.stream().map(CommandSpec::name).sorted().toList()), "values",
						values.entrySet()
							.stream()
							.map((each) -> "\t" + each.getKey() + ") candidates=" + lines(each.getValue()) + " ;;")
							.collect(Collectors.joining("\n")),
						"cases", cases));
	}

	String zsh() {
		return fill(ZSH,
				Map.of("environments", words(this.names.environments()), "query-sets", words(this.names.querySets()),
						"migrations", words(this.names.migrations()), "commands",
						this.commands.stream()
							.map((usage) -> "\t" + quote(usage.name() + ":" + usage.description()))
							.sorted()
							.collect(Collectors.joining("\n")),
						"cases", this.commands.stream().map(this::zsh).collect(Collectors.joining("\n"))));
	}

	private String zsh(CommandSpec usage) {
		List<String> specifications = new ArrayList<>();
		usage.allOptions()
			.forEach((flag) -> names(flag).forEach((name) -> specifications.add(zsh(flag, name, names(flag)))));
		usage.arguments().forEach((argument) -> specifications.add(zsh(argument)));
		return "\t" + pattern(usage) + ")\n\t\t_arguments \\\n"
				+ specifications.stream().map((each) -> "\t\t\t" + quote(each)).collect(Collectors.joining(" \\\n"))
				+ "\n\t\t;;";
	}

	private String zsh(Flag flag, String name, List<String> all) {
		String exclusive = flag.repeatable() ? "*" : "(" + String.join(" ", all) + ")";
		String description = "[" + escape(flag.description()) + "]";
		if (flag.value() == null) {
			return exclusive + name + description;
		}
		List<String> values = this.names.values(flag);
		String action = flag.equals(CommandSpec.QUERY_SET) ? "_monarch_query_set"
				: Completions.isEnvironment(flag) ? "_monarch_environment" : flag.equals(CommandSpec.UNTIL)
						? "_monarch_migration" : values.isEmpty() ? " " : "(" + String.join(" ", values) + ")";
		return exclusive + name + (name.startsWith("--") ? "=" : "") + description + ":" + escape(flag.value()) + ":"
				+ action;
	}

	private static String zsh(Argument argument) {
		String action = switch (argument.completion()) {
			case ENVIRONMENT, ENVIRONMENTS -> "_monarch_environment";
			case ENVIRONMENT_PAIR -> "_monarch_environment_pair";
			case SIDES -> "_monarch_sides";
			case MIGRATION -> "_monarch_migration";
			case BACKUP -> "_monarch_backup";
			case BACKUP_AND_ENVIRONMENT -> "_monarch_backup_and_environment";
			case SHELL -> "(" + String.join(" ", SHELLS) + ")";
			case COMMAND -> "_monarch_command";
			case NONE, STORED_BACKUP -> " ";
		};
		return (argument.repeated() ? "*" : "") + ":" + escape(argument.name()) + ":" + action;
	}

	private static String pattern(CommandSpec usage) {
		return Stream.concat(Stream.of(usage.name()), usage.aliases().stream()).collect(Collectors.joining(" | "));
	}

	private static String options(CommandSpec usage) {
		return usage.allOptions().stream().map((flag) -> "--" + flag.name()).collect(Collectors.joining(" "));
	}

	private static String valued(CommandSpec usage) {
		return usage.allOptions()
			.stream()
			.filter((flag) -> flag.value() != null)
			.flatMap((flag) -> names(flag).stream())
			.collect(Collectors.joining(" "));
	}

	private static String arguments(CommandSpec usage) {
		return usage.arguments().stream().map((argument) -> switch (argument.completion()) {
			case ENVIRONMENT, ENVIRONMENTS -> "environment";
			case ENVIRONMENT_PAIR -> "environment:environment";
			case SIDES -> "side:side";
			case MIGRATION -> "migration";
			case BACKUP -> "backup";
			case BACKUP_AND_ENVIRONMENT -> "backup:environment";
			case SHELL -> "shell";
			case COMMAND -> "command";
			case NONE, STORED_BACKUP -> "-";
		}).collect(Collectors.joining(" "));
	}

	private static List<String> names(Flag flag) {
		String name = "--" + flag.name();
		return (flag.shortName() != ' ') ? List.of("-" + flag.shortName(), name) : List.of(name);
	}

	private static String lines(List<String> names) {
		return quote(String.join("\n", names));
	}

	private static String words(List<String> names) {
		return names.stream().map(CompletionScript::quote).collect(Collectors.joining(" "));
	}

	private static String quote(String text) {
		return "'" + text.replace("'", "'\\''") + "'";
	}

	private static String escape(String text) {
		return text.replaceAll("[\\[\\]:\\\\]", "\\\\$0");
	}

	private static String fill(String shell, Map<String, String> values) {
		try {
			String script = new ClassPathResource("completion." + shell, CompletionScript.class)
				.getContentAsString(StandardCharsets.UTF_8);
			for (Map.Entry<String, String> value : values.entrySet()) {
				script = script.replace("%" + value.getKey() + "%", value.getValue());
			}
			return script;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
