package io.monarch.shell.terminal;

import java.util.ArrayList;
import java.util.List;

import org.jline.utils.WCWidth;

/**
 * Measures texts by their width at a terminal, and fits them.
 */
public final class Text {

	private static final String CUT = "...";

	/** The characters after which a long word can be broken, the best ones first. */
	private static final List<String> PARTS = List.of(",/;", "._-:=&");

	private Text() {
	}

	/**
	 * Return the width of a text at a terminal.
	 */
	public static int width(String text) {
		return text.codePoints().map(Text::width).sum();
	}

	private static int width(int character) {
		return Math.max(WCWidth.wcwidth(character), 0);
	}

	/**
	 * Return the longest beginning of a text that fits.
	 */
	public static String begin(String text, int width) {
		int end = 0;
		int taken = 0;
		while (end < text.length()) {
			int character = text.codePointAt(end);
			taken += width(character);
			if (taken > width) {
				break;
			}
			end += Character.charCount(character);
		}
		return text.substring(0, end);
	}

	/**
	 * Return a text, or its beginning and three dots if it does not fit.
	 */
	public static String cut(String text, int width) {
		return (width(text) <= width) ? text : begin(text, Math.max(width - CUT.length(), 1)).stripTrailing() + CUT;
	}

	/**
	 * Return a text on one line, or as many of its first words as fit and three dots.
	 */
	public static String shorten(String text, int width) {
		String line = text.strip().replaceAll("\\s+", " ");
		if (width(line) <= width) {
			return line;
		}
		String begun = begin(line, width - CUT.length() - 1);
		boolean complete = line.charAt(begun.length()) == ' ';
		int space = complete ? begun.length() : begun.lastIndexOf(' ');
		// Of one long word, such as a path, its beginning is worth more than what is
		// before it.
		return (space > begun.length() / 2) ? begun.substring(0, space).stripTrailing() + " " + CUT
				: begun.stripTrailing() + CUT;
	}

	/**
	 * Return a text in lines that fit, each with the indentation of the text.
	 */
	public static List<String> wrap(String text, int width) {
		List<String> lines = new ArrayList<>();
		int blanks = text.length() - text.stripLeading().length();
		String indent = text.substring(0, Math.min(blanks, width / 2));
		String rest = (blanks > indent.length()) ? indent + text.strip() : text;
		while (width(rest) > width) {
			int end = end(rest, width, indent.length());
			lines.add(rest.substring(0, end).stripTrailing());
			rest = indent + rest.substring(end).stripLeading();
		}
		lines.add(rest);
		return lines;
	}

	/**
	 * Return the end of a line: at a space, after a part of a long word such as a list or
	 * a path, or anywhere.
	 */
	private static int end(String text, int width, int start) {
		String line = begin(text, width);
		int space = (text.charAt(line.length()) == ' ') ? line.length() : line.lastIndexOf(' ');
		if (space > start) {
			return space;
		}
		for (String parts : PARTS) {
			int part = 0;
			for (int i = 0; i < parts.length(); i++) {
				part = Math.max(part, line.lastIndexOf(parts.charAt(i)) + 1);
			}
			if (part > start) {
				return part;
			}
		}
		return Math.max(line.length(), start + 1);
	}

}
