package io.monarch.shell.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.monarch.shell.terminal.Column.Fit;

/**
 * Rows of one line each. At a terminal, they are fitted to its width: texts are
 * truncated, and columns are omitted by their rank, but names are always shown
 * completely. Elsewhere, everything is shown.
 */
public final class Table {

	private static final String GAP = "  ";

	/** The minimum width of a truncated text. */
	private static final int NARROWEST = 20;

	private final List<Column> columns;

	private final List<List<Cell>> rows = new ArrayList<>();

	public Table(Column... columns) {
		this.columns = List.of(columns);
	}

	/**
	 * Add a row.
	 * @param cells a text or a {@link Cell} for each column
	 */
	public Table row(Object... cells) {
		if (cells.length != this.columns.size()) {
			throw new IllegalArgumentException(cells.length + " cells for " + this.columns.size() + " columns");
		}
		this.rows.add(Arrays.stream(cells)
			.map((cell) -> (cell instanceof Cell given) ? given : new Cell(String.valueOf(cell), Color.PLAIN))
			.toList());
		return this;
	}

	public boolean isEmpty() {
		return this.rows.isEmpty();
	}

	/**
	 * Return the lines.
	 * @param width the maximum number of characters in a line
	 * @param visible makes texts safe to show
	 * @param paint colors a text, or leaves it unchanged
	 */
	public List<String> lines(int width, UnaryOperator<String> visible, BiFunction<String, Color, String> paint) {
		return safe(visible).lines(width, paint);
	}

	private Table safe(UnaryOperator<String> visible) {
		Table table = new Table(this.columns.toArray(new Column[0]));
		this.rows.forEach((row) -> table.rows
			.add(row.stream().map((cell) -> new Cell(visible.apply(cell.text()), cell.ink())).toList()));
		return table;
	}

	private List<String> lines(int width, BiFunction<String, Color, String> paint) {
		int[] needed = needed();
		if (width == Integer.MAX_VALUE) {
			return lines(new Layout(IntStream.range(0, needed.length).toArray(), needed), paint);
		}
		// Empty columns are omitted, to leave space for others.
		int[] shown = IntStream.range(0, needed.length)
			.filter((i) -> this.rows.stream().anyMatch((row) -> !row.get(i).text().isEmpty()))
			.toArray();
		Layout layout = fit(new Layout(shown, select(needed, shown)), width);
		int excess = layout.width() - width;
		if (excess > 0 && shown.length > 1 && this.columns.get(shown[0]).fit() == Fit.NAME) {
			needed[shown[0]] = longestName(shown[0], layout.widths()[0] - excess);
			layout = fit(new Layout(shown, select(needed, shown)), width);
		}
		return lines(layout, paint);
	}

	/**
	 * Return the width of each column without truncation.
	 */
	private int[] needed() {
		return IntStream.range(0, this.columns.size())
			.map((i) -> Math.max(Text.width(this.columns.get(i).title()),
					this.rows.stream().mapToInt((row) -> Text.width(row.get(i).text())).max().orElse(0)))
			.toArray();
	}

	private static int[] select(int[] values, int[] indexes) {
		return IntStream.of(indexes).map((i) -> values[i]).toArray();
	}

	/**
	 * Return the width of a column of names whose longest names are on separate lines.
	 */
	private int longestName(int column, int available) {
		return this.rows.stream()
			.mapToInt((row) -> Text.width(row.get(column).text()))
			.filter((width) -> width <= available)
			.map((width) -> Math.max(width, Text.width(this.columns.get(column).title())))
			.max()
			.orElse(GAP.length());
	}

	/**
	 * Truncate texts, and omit a column if that is not enough, until the rows fit or
	 * nothing is left to do.
	 */
	private Layout fit(Layout layout, int width) {
		Layout fitting = layout;
		while (true) {
			Layout cut = fitting.copy();
			cut(cut, cut.width() - width);
			int[] shown = cut.shown();
			int first = IntStream.range(0, shown.length)
				.filter((i) -> this.columns.get(shown[i]).rank() > 0)
				.boxed()
				.max(Comparator.comparingInt((i) -> this.columns.get(shown[i]).rank()))
				.orElse(-1);
			if (cut.width() <= width || first < 0) {
				return cut;
			}
			fitting = fitting.without(first);
		}
	}

	/**
	 * Reduce the widest of the columns that can be truncated, one character at a time.
	 */
	private void cut(Layout layout, int excess) {
		int[] widths = layout.widths();
		for (int left = excess; left > 0; left--) {
			int widest = IntStream.range(0, widths.length)
				.filter((i) -> this.columns.get(layout.shown()[i]).fit() == Fit.CUT && widths[i] > NARROWEST)
				.boxed()
				.max(Comparator.comparingInt((i) -> widths[i]))
				.orElse(-1);
			if (widest < 0) {
				return;
			}
			widths[widest]--;
		}
	}

	private List<String> lines(Layout layout, BiFunction<String, Color, String> paint) {
		List<String> lines = new ArrayList<>();
		if (this.columns.stream().anyMatch((column) -> !column.title().isEmpty())) {
			addLine(lines, this.columns.stream().map((column) -> new Cell(column.title(), Color.PLAIN)).toList(),
					layout, paint);
		}
		this.rows.forEach((row) -> addLine(lines, row, layout, paint));
		return lines;
	}

	private void addLine(List<String> lines, List<Cell> row, Layout layout, BiFunction<String, Color, String> paint) {
		StringBuilder line = new StringBuilder();
		int pending = 0;
		for (int i = 0; i < layout.shown().length; i++) {
			Column column = this.columns.get(layout.shown()[i]);
			Cell cell = row.get(layout.shown()[i]);
			int width = layout.widths()[i];
			String text = (column.fit() == Fit.CUT) ? Text.cut(cell.text(), width) : cell.text();
			int rest = width - Text.width(text);
			if (rest < 0 && i == 0 && layout.shown().length > 1) {
				lines.add(paint.apply(text, cell.ink()));
				text = "";
				rest = width;
			}
			if (!text.isEmpty()) {
				line.append(" ".repeat(pending + (column.right() ? Math.max(rest, 0) : 0)))
					.append(paint.apply(text, cell.ink()));
				pending = 0;
			}
			pending += ((column.right() && !text.isEmpty()) ? 0 : Math.max(rest, 0)) + GAP.length();
		}
		lines.add(line.toString());
	}

	/**
	 * A text with a color.
	 *
	 * @param text the text
	 * @param ink the color
	 */
	public record Cell(String text, Color ink) {

	}

	/**
	 * The columns that are shown, with their widths.
	 *
	 * @param shown the indexes of the columns
	 * @param widths the width of each of them
	 */
	@SuppressWarnings("ArrayRecordComponent") // never compared
	private record Layout(int[] shown, int[] widths) {

		int width() {
			return IntStream.of(this.widths).sum() + GAP.length() * (this.widths.length - 1);
		}

		Layout copy() {
			return new Layout(this.shown, this.widths.clone());
		}

		Layout without(int index) {
			return new Layout(all(this.shown, index), all(this.widths, index));
		}

		private static int[] all(int[] values, int but) {
			return IntStream.range(0, values.length).filter((i) -> i != but).map((i) -> values[i]).toArray();
		}

	}

}
