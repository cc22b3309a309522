package io.monarch.shell.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Terms with a text next to each, which can have several lines. If there is no space next
 * to the terms, each text begins below its term.
 */
public final class DefinitionList {

	private static final String GAP = "  ";

	/** The indentation of a text below its term. */
	private static final String INDENT = "    ";

	/** With less space than this, a text begins below its term. */
	private static final int NARROWEST = 10;

	private final List<Definition> definitions = new ArrayList<>();

	/**
	 * Add a term.
	 * @param term the term, which is not broken if it fits on a line
	 * @param text its explanation, which can have several lines
	 */
	public DefinitionList add(String term, String text) {
		this.definitions.add(new Definition(term, text));
		return this;
	}

	public boolean isEmpty() {
		return this.definitions.isEmpty();
	}

	/**
	 * Return the lines.
	 * @param width the maximum number of characters in a line
	 */
	public List<String> lines(int width) {
		int terms = this.definitions.stream().mapToInt((each) -> Text.width(each.term())).max().orElse(0);
		int room = width - terms - GAP.length();
		return isReadable(room, width) ? beside(terms + GAP.length(), room) : below(width);
	}

	/**
	 * Tell whether every word fits in one piece.
	 */
	private boolean isReadable(int room, int width) {
		return room >= NARROWEST && this.definitions.stream()
			.flatMap((each) -> Arrays.stream(each.text().split("\\s")))
			.mapToInt(Text::width)
			.filter((word) -> word <= width / 2) // longer ones are broken anywhere
			.allMatch((word) -> word <= room);
	}

	private List<String> beside(int indent, int room) {
		List<String> lines = new ArrayList<>();
		for (Definition each : this.definitions) {
			String before = each.term();
			for (String line : each.lines(room)) {
				lines.add(line.isEmpty() ? before : before + " ".repeat(indent - Text.width(before)) + line);
				before = "";
			}
		}
		return lines;
	}

	private List<String> below(int width) {
		List<String> lines = new ArrayList<>();
		for (Definition each : this.definitions) {
			lines.addAll(Text.wrap(each.term(), width));
			each.lines(Math.max(width - INDENT.length(), 1))
				.stream()
				.filter((line) -> !line.isEmpty())
				.forEach((line) -> lines.add(INDENT + line));
		}
		return lines;
	}

	/**
	 * A term.
	 *
	 * @param term the term
	 * @param text its explanation
	 */
	private record Definition(String term, String text) {

		List<String> lines(int width) {
			return this.text.isEmpty() ? List.of("")
					: this.text.lines().flatMap((line) -> Text.wrap(line, width).stream()).toList();
		}

	}

}
