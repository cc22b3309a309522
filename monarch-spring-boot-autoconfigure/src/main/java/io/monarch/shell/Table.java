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
 * shortened in the middle, where they differ least.
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
		if (width < Integer.MAX_VALUE) {
			return withoutEmptyColumns().allLines(width, paint);
		}
		return allLines(width, paint);
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

	private List<String> allLines(int width, BiFunction<String, Ink, String> paint) {
		int[] widths = widths(width);
		List<String> lines = new ArrayList<>();
		if (this.columns.stream().anyMatch((column) -> !column.title().isEmpty())) {
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
				String rest = text;
				while (width(rest) > width) {
					String line = begin(rest, width);
					int space = (rest.charAt(line.length()) == ' ') ? line.length() : line.lastIndexOf(' ');
					int end = (space > 0) ? space : line.length();
					lines.add(rest.substring(0, end).stripTrailing());
					rest = rest.substring(end).stripLeading();
				}
				lines.add(rest);
				return lines;
			}

		};

		abstract List<String> lines(String text, int width);

	}

}
