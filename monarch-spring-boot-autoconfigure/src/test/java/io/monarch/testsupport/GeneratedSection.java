package io.monarch.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The part of a page of {@code docs} that a program writes, between two comments that
 * name it: {@code <!-- name: written by ... -->} and {@code <!-- name: end -->}.
 */
public final class GeneratedSection {

	private final Path page;

	private final String name;

	/**
	 * Create for a section.
	 * @param page name of the file below the folder {@code docs}
	 * @param name name of the section
	 */
	public GeneratedSection(String page, String name) {
		this.page = Path.of("..", "docs", page);
		this.name = name;
	}

	/**
	 * Return what is written now.
	 * @return the text between the comments, without blank lines around it
	 */
	public String read() {
		String text = text();
		return text.substring(begin(text), end(text)).strip();
	}

	/**
	 * Replace what is written.
	 * @param section the text between the comments
	 */
	public void write(String section) {
		String text = text();
		try {
			Files.writeString(this.page,
					text.substring(0, begin(text)) + "\n\n" + section.strip() + "\n\n" + text.substring(end(text)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String text() {
		try {
			return Files.readString(this.page);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private int begin(String text) {
		String close = "-->";
		return text.indexOf(close, find(text, "<!-- " + this.name + ": written by ")) + close.length();
	}

	private int end(String text) {
		return find(text, "<!-- " + this.name + ": end -->");
	}

	private int find(String text, String marker) {
		int position = text.indexOf(marker);
		if (position < 0) {
			throw new IllegalStateException(this.page + " has no '" + marker + "'");
		}
		return position;
	}

}
