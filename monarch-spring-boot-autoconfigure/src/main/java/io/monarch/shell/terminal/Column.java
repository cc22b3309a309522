package io.monarch.shell.terminal;

/**
 * A column of a {@link Table}.
 *
 * @param title its title, or an empty text
 * @param fit the handling of its texts if a row is too wide
 * @param right whether its texts are right-aligned
 * @param rank the order in which columns are omitted if a row is too wide: the one with
 * the highest rank first, and never one with 0
 */
public record Column(String title, Fit fit, boolean right, int rank) {

	/**
	 * Create a column of texts that users type again, which are never shortened: a text
	 * that is too long for the row is on a separate line.
	 */
	public static Column name(String title) {
		return new Column(title, Fit.NAME, false, 0);
	}

	public static Column kept(String title) {
		return new Column(title, Fit.KEPT, false, 0);
	}

	public static Column number(String title) {
		return new Column(title, Fit.KEPT, true, 0);
	}

	/**
	 * Create a column of texts that users only read, which can be truncated.
	 */
	public static Column text(String title) {
		return new Column(title, Fit.CUT, false, 0);
	}

	/**
	 * Return this column with a rank, so that it can be omitted.
	 */
	public Column rank(int newRank) {
		return new Column(this.title, this.fit, this.right, newRank);
	}

	/**
	 * The handling of a column's texts if a row is too wide.
	 */
	public enum Fit {

		/** They are shown completely, on a separate line if necessary. */
		NAME,

		/** They are shown completely. */
		KEPT,

		/** They are truncated. */
		CUT

	}

}
