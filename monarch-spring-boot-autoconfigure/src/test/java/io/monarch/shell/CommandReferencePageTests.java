package io.monarch.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.monarch.shell.CommandSpec.Group;
import io.monarch.testsupport.GeneratedSection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds {@code docs/command-reference.md} to what {@code help} says. Written again with
 * {@code -Dmonarch.docs.write=true}.
 */
class CommandReferencePageTests {

	private static final int WIDTH = 100;

	@TempDir
	Path folder;

	@Test
	void pageSaysWhatHelpSays() {
		GeneratedSection section = new GeneratedSection("command-reference.md", "commands");
		try (CommandHarness harness = new CommandHarness(List.of(), this.folder)) {
			List<AdminCommand> commands = AdminCommands.in(harness.registry);
			String help = commands.stream()
				.map(AdminCommand::usage)
				.collect(Collectors.groupingBy(CommandSpec::group, () -> new EnumMap<>(Group.class),
						Collectors.toList()))
				.entrySet()
				.stream()
				.map((group) -> Stream
					.concat(Stream.of("## " + group.getKey().title()), group.getValue().stream().map(this::help))
					.collect(Collectors.joining("\n\n")))
				.collect(Collectors.joining("\n\n"));
			assertThat(commands).hasSizeGreaterThan(15);
			if (Boolean.getBoolean("monarch.docs.write")) {
				section.write(help);
			}
			else {
				assertThat(section.read()).as("write it again with -Dmonarch.docs.write=true").isEqualTo(help);
			}
		}
	}

	@Test
	void pageOfTheCommandLineNamesEveryCommand() throws IOException {
		String page = Files.readString(Path.of("..", "docs", "command-line.md"));
		try (CommandHarness harness = new CommandHarness(List.of(), this.folder)) {
			assertThat(AdminCommands.in(harness.registry)).extracting(AdminCommand::getName)
				.allSatisfy((name) -> assertThat(page).containsPattern("`" + name + "[ `]"));
		}
	}

	private String help(CommandSpec usage) {
		return "### %s\n\n```text\n%s\n```".formatted(usage.name(), UsageHelp.of(usage, WIDTH).strip());
	}

}
