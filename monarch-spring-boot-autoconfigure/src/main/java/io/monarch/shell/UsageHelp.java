package io.monarch.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.monarch.shell.CommandSpec.Flag;
import io.monarch.shell.terminal.DefinitionList;
import io.monarch.shell.terminal.Text;

/**
 * The help of a command.
 */
final class UsageHelp {

	private final CommandSpec usage;

	private final int width;

	private final List<String> lines = new ArrayList<>();

	private UsageHelp(CommandSpec usage, int width) {
		this.usage = usage;
		this.width = width;
	}

	/**
	 * Return the help of a command.
	 * @param width the maximum number of characters in a line
	 */
	static String of(CommandSpec usage, int width) {
		return new UsageHelp(usage, width).text();
	}

	private String text() {
		this.lines.addAll(List.of(this.usage.description() + ".", "", "  monarch " + this.usage.line() + " [options]"));
		section("Needs", needs());
		DefinitionList options = new DefinitionList();
		this.usage.allOptions()
			.forEach((flag) -> options.add("  " + flag,
					flag.description() + (flag.repeatable() ? " (can be repeated)" : "")));
		section("Options", options);
		if (!this.usage.aliases().isEmpty()) {
			this.lines.addAll(List.of("", "Also: " + String.join(", ", this.usage.aliases())));
		}
		this.lines.addAll(List.of("", "Example: monarch " + this.usage.example()));
		section("Exit codes", exitCodes());
		return this.lines.stream()
			.flatMap((line) -> Text.wrap(line, this.width).stream())
			.collect(Collectors.joining("\n"));
	}

	private void section(String title, DefinitionList list) {
		if (!list.isEmpty()) {
			this.lines.addAll(List.of("", title + ":"));
			this.lines.addAll(list.lines(this.width));
		}
	}

	private DefinitionList needs() {
		DefinitionList needs = new DefinitionList();
		this.usage.arguments().forEach((argument) -> needs.add("  " + argument, argument.explanation()));
		this.usage.options()
			.stream()
			.filter(Flag::required)
			.forEach((flag) -> needs.add("  --" + flag.name() + " " + flag.value(), flag.description()));
		if (takesConfirmation()) {
			needs.add("  a confirmation", "the answer to a question, or --yes");
		}
		if (isForTargets()) {
			needs.add("  a proof", "where the environment is guarded: the answer to a question, or --confirm with its "
					+ "exact name if there is no terminal. A read-only environment is never changed.");
		}
		return needs;
	}

	private DefinitionList exitCodes() {
		DefinitionList codes = new DefinitionList().add("  0", "done")
			.add("  1", "failed: the work was tried and did not complete")
			.add("  2", "bad input: unknown command, option or name; bad configuration");
		if (isForTargets() || takesConfirmation()) {
			codes.add("  3", "refused: not confirmed, or the protection of the environment forbids it");
		}
		if (isForTargets()) {
			codes.add("  4", "busy: another process holds the lock of the environment");
		}
		if (this.usage.options().contains(CompareCommand.LIMIT)) {
			codes.add("  5", "different: the comparison found differences");
		}
		if (this.usage.options().contains(CommandSpec.STRICT)) {
			codes.add("  6", "warnings, with --strict");
		}
		return codes;
	}

	private boolean takesConfirmation() {
		return this.usage.options().contains(CommandSpec.YES);
	}

	/**
	 * Tell whether it changes an environment, for which it holds the lock.
	 */
	private boolean isForTargets() {
		return this.usage.option(CommandSpec.CONFIRM.name()).isPresent();
	}

}
