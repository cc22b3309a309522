package io.monarch.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.monarch.shell.Usage.Group;
import io.monarch.testsupport.GeneratedSection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds {@code docs/command-line.md} to what {@code help} says. Written anew with
 * {@code -Dmonarch.docs.write=true}.
 */
class CommandLinePageTests {

	private static final int WIDTH = 100;

	@TempDir
	Path folder;

	@Test
	void pageSaysWhatHelpSays() {
		GeneratedSection section = new GeneratedSection("command-line.md", "commands");
		try (CommandHarness harness = new CommandHarness(List.of(), this.folder)) {
			List<AdminCommand> commands = AdminCommands.in(harness.registry);
			String help = Stream.of(Group.values())
				.flatMap((group) -> Stream.concat(Stream.of("### " + group.title()), commands.stream()
					.map(AdminCommand::usage)
					.filter((usage) -> usage.group() == group)
					.map((usage) -> "#### " + usage.name() + "\n\n```text\n" + usage.help(WIDTH).strip() + "\n```")))
				.collect(Collectors.joining("\n\n"));
			assertThat(commands).hasSizeGreaterThan(15);
			if (Boolean.getBoolean("monarch.docs.write")) {
				section.write(help);
			}
			else {
				assertThat(section.read()).as("write it anew with -Dmonarch.docs.write=true").isEqualTo(help);
			}
		}
	}

}
