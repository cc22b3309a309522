package io.monarch.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

import org.jline.utils.WCWidth;

/**
 * Rows that are made to fit a width: text is continued on the next line, and names are
 * shortened in the middle, where they differ least. Where that would break words, or make
 * different names look the same, each row becomes a block of lines.
 */
final class Table {

	private static final String GAP = "  ";

	private static final String CUT = "...";

	/** Less than this is taken from no column, and from text before it is from names. */
	private static final int NARROW = 16;

	private static final int NARROWEST = 10;

	private final List<Column> columns;

	private final List<List<Cell>> rows = new ArrayList<>();

	Table(Column... columns) {
		this.columns = List.of(columns);
	}

	/**
	 * Add a row.
	 * @param cells a text or a {@link Cell} for each column
	 */
	Table row(Object... cells) {
		if (cells.length != this.columns.size()) {
			throw new IllegalArgumentException(cells.length + " cells for " + this.columns.size() + " columns");
		}
		this.rows.add(Arrays.stream(cells)
			.map((cell) -> (cell instanceof Cell given) ? given : new Cell(String.valueOf(cell), Ink.PLAIN))
			.map((cell) -> new Cell(Output.visible(cell.text()), cell.ink()))
			.toList());
		return this;
	}

	boolean isEmpty() {
		return this.rows.isEmpty();
	}

	/**
	 * Return the lines.
	 * @param width how many characters a line may have
	 * @param paint shows a text in a colour, or leaves it as it is
	 */
	List<String> lines(int width, BiFunction<String, Ink, String> paint) {
		if (width == Integer.MAX_VALUE) {
			return allLines(widths(width), paint);
		}
		Table table = withoutEmptyColumns();
		int[] widths = table.widths(width);
		return table.isReadable(widths, width) ? table.allLines(widths, paint) : table.blocks(width, paint);
	}

	/**
	 * At a terminal a column that says nothing takes the place of one that does.
	 */
	private Table withoutEmptyColumns() {
		List<Integer> kept = IntStream.range(0, this.columns.size())
			.filter((i) -> this.rows.stream().anyMatch((row) -> !row.get(i).text().isEmpty()))
			.boxed()
			.toList();
		Table table = new Table(kept.stream().map(this.columns::get).toArray(Column[]::new));
		this.rows.forEach((row) -> table.rows.add(kept.stream().map(row::get).toList()));
		return table;
	}

	/**
	 * Tell whether columns of these widths fit, with every word in one piece and every
	 * name different from the others.
	 */
	private boolean isReadable(int[] widths, int width) {
		return IntStream.of(widths).sum() + GAP.length() * (widths.length - 1) <= width
				&& IntStream.range(0, widths.length).allMatch((i) -> isReadable(i, widths[i], width));
	}

	private boolean isReadable(int column, int columnWidth, int width) {
		List<String> texts = this.rows.stream().map((row) -> row.get(column).text()).distinct().toList();
		if (this.columns.get(column).fit() == Fit.WRAPPED) {
			return texts.stream()
				.flatMap((text) -> Arrays.stream(text.split(" ")))
				.mapToInt(Table::width)
				.filter((word) -> word <= width / 2) // longer ones are broken anywhere
				.allMatch((word) -> word <= columnWidth);
		}
		int longest = texts.stream().mapToInt(Table::width).max().orElse(0);
		return columnWidth >= Math.min(longest, NARROW)
				&& texts.stream().map((text) -> Fit.SHORTENED.lines(text, columnWidth)).distinct().count() == texts
					.size();
	}

	/**
	 * Return a block of lines for each row: what comes first as it is, and then each
	 * column behind its title.
	 */
	private List<String> blocks(int width, BiFunction<String, Ink, String> paint) {
		boolean titled = hasTitles();
		int titles = this.columns.stream().skip(1).mapToInt((column) -> width(column.title())).max().orElse(0);
		int indent = titled ? GAP.length() + titles + 1 : 2 * GAP.length();
		List<String> lines = new ArrayList<>();
		for (List<Cell> row : this.rows) {
			if (titled && !lines.isEmpty()) {
				lines.add("");
			}
			addBlock(lines, Fit.WRAPPED.lines(row.get(0).text(), width), row.get(0).ink(), "", 0, paint);
			for (int i = 1; i < row.size(); i++) {
				Column column = this.columns.get(i);
				Fit fit = (column.fit() == Fit.KEPT) ? Fit.KEPT : Fit.WRAPPED;
				if (!row.get(i).text().isEmpty()) {
					addBlock(lines, fit.lines(row.get(i).text(), Math.max(width - indent, 1)), row.get(i).ink(),
							titled ? GAP + column.title() : "", indent, paint);
				}
			}
		}
		return lines;
	}

	private static void addBlock(List<String> lines, List<String> texts, Ink ink, String title, int indent,
			BiFunction<String, Ink, String> paint) {
		String before = title;
		for (String text : texts) {
			lines.add(text.isEmpty() ? before : before + " ".repeat(indent - width(before)) + paint.apply(text, ink));
			before = "";
		}
	}

	private boolean hasTitles() {
		return this.columns.stream().anyMatch((column) -> !column.title().isEmpty());
	}

	private List<String> allLines(int[] widths, BiFunction<String, Ink, String> paint) {
		List<String> lines = new ArrayList<>();
		if (hasTitles()) {
			addLines(this.columns.stream().map((column) -> new Cell(column.title(), Ink.PLAIN)).toList(), widths, paint,
					lines);
		}
		this.rows.forEach((row) -> addLines(row, widths, paint, lines));
		return lines;
	}

	private void addLines(List<Cell> row, int[] widths, BiFunction<String, Ink, String> paint, List<String> lines) {
		List<List<String>> cells = IntStream.range(0, widths.length)
			.mapToObj((i) -> this.columns.get(i).fit().lines(row.get(i).text(), widths[i]))
			.toList();
		int height = cells.stream().mapToInt(List::size).max().orElse(0);
		for (int n = 0; n < height; n++) {
			StringBuilder line = new StringBuilder();
			int pending = 0;
			for (int i = 0; i < widths.length; i++) {
				String text = (n < cells.get(i).size()) ? cells.get(i).get(n) : "";
				if (!text.isEmpty()) {
					line.append(" ".repeat(pending)).append(paint.apply(text, row.get(i).ink()));
					pending = 0;
				}
				pending += widths[i] - width(text) + GAP.length();
			}
			lines.add(line.toString());
		}
	}

	/**
	 * Give each column what it needs, and where that is too much take from the widest of
	 * those that can be made narrower, one character after the other.
	 */
	private int[] widths(int width) {
		int[] widths = IntStream.range(0, this.columns.size())
			.map((i) -> Math.max(width(this.columns.get(i).title()),
					this.rows.stream().mapToInt((row) -> width(row.get(i).text())).max().orElse(0)))
			.toArray();
		long excess = IntStream.of(widths).asLongStream().sum() + (long) GAP.length() * (widths.length - 1) - width;
		excess = narrow(widths, Fit.WRAPPED, NARROW, excess);
		excess = narrow(widths, Fit.SHORTENED, 2 * NARROW, excess);
		excess = narrow(widths, Fit.WRAPPED, NARROWEST, excess);
		long unused = narrow(widths, Fit.SHORTENED, NARROWEST, excess);
		return widths;
	}

	private long narrow(int[] widths, Fit fit, int narrowest, long excess) {
		long left = excess;
		while (left > 0) {
			int widest = IntStream.range(0, widths.length)
				.filter((i) -> this.columns.get(i).fit() == fit
						&& widths[i] > Math.max(narrowest, width(this.columns.get(i).title())))
				.boxed()
				.max(Comparator.comparingInt((i) -> widths[i]))
				.orElse(-1);
			if (widest < 0) {
				return left;
			}
			widths[widest]--;
			left--;
		}
		return left;
	}

	/**
	 * Return how many places of a terminal a text takes.
	 */
	static int width(String text) {
		return text.codePoints().map((character) -> Math.max(WCWidth.wcwidth(character), 0)).sum();
	}

	/**
	 * Return as much of the beginning of a text as fits.
	 */
	static String begin(String text, int width) {
		int end = 0;
		int taken = 0;
		while (end < text.length()) {
			int character = text.codePointAt(end);
			taken += Math.max(WCWidth.wcwidth(character), 0);
			if (taken > width) {
				break;
			}
			end += Character.charCount(character);
		}
		return text.substring(0, end);
	}

	/**
	 * Return a text in lines that fit, each as far to the right as it begins.
	 */
	static List<String> wrap(String text, int width) {
		return Fit.WRAPPED.lines(text, width);
	}

	private static String reverse(String text) {
		return new StringBuilder(text).reverse().toString();
	}

	/**
	 * A column.
	 *
	 * @param title what stands above it, or nothing
	 * @param fit how it is made narrower
	 */
	record Column(String title, Fit fit) {

	}

	/**
	 * A text with a colour.
	 *
	 * @param text the text
	 * @param ink the colour
	 */
	record Cell(String text, Ink ink) {

	}

	/**
	 * How the texts of a column are made to fit.
	 */
	enum Fit {

		/** They are not. */
		KEPT {

			@Override
			List<String> lines(String text, int width) {
				return List.of(text);
			}

		},

		/** Their middle is left out. */
		SHORTENED {

			@Override
			List<String> lines(String text, int width) {
				if (width(text) <= width) {
					return List.of(text);
				}
				int rest = Math.max(width - CUT.length(), 2);
				return List.of(begin(text, rest - rest / 2) + CUT + reverse(begin(reverse(text), rest / 2)));
			}

		},

		/** They go on in the next line. */
		WRAPPED {

			@Override
			List<String> lines(String text, int width) {
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
			 * Return where a line ends: at a space, or in a long word behind a comma, or
			 * anywhere.
			 */
			private int end(String text, int width, int start) {
				String line = begin(text, width);
				int space = (text.charAt(line.length()) == ' ') ? line.length() : line.lastIndexOf(' ');
				if (space > start) {
					return space;
				}
				int comma = line.lastIndexOf(',') + 1;
				return (comma > start) ? comma : Math.max(line.length(), start + 1);
			}

		};

		abstract List<String> lines(String text, int width);

	}

}
