package io.monarch.shell.terminal;

/**
 * A column of a {@link Table}.
 *
 * @param title what stands above it, or nothing
 * @param fit what becomes of its texts where a row is too wide
 * @param right whether its texts end at the same place, as numbers do
 * @param rank how early the column is left out where a row is too wide: the one with the
 * highest rank first, and never one with 0
 */
public record Column(String title, Fit fit, boolean right, int rank) {

	/**
	 * What users type again, so that it is never shortened: where it is too long for the
	 * row, it has a line of its own.
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
	 * What users only read: its end can be left out.
	 */
	public static Column text(String title) {
		return new Column(title, Fit.CUT, false, 0);
	}

	/**
	 * Return this column, which can be left out.
	 */
	public Column rank(int newRank) {
		return new Column(this.title, this.fit, this.right, newRank);
	}

	/**
	 * What becomes of the texts of a column where a row is too wide.
	 */
	public enum Fit {

		/** They are shown as they are, if need be on a line of their own. */
		NAME,

		/** They are shown as they are. */
		KEPT,

		/** Their ends are left out. */
		CUT

	}

}
