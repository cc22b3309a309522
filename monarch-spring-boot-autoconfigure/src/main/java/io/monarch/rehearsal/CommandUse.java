package io.monarch.rehearsal;

/**
 * The uses of one form of command by a migration.
 */
final class CommandUse {

	final String collection;

	final String command;

	final String shape;

	private long runs;

	private long commands;

	private long nanos;

	private long shortest = Long.MAX_VALUE;

	private long matched;

	private boolean scanning;

	private boolean multiple;

	private long documents;

	private boolean explained;

	CommandUse(String collection, String command, String shape) {
		this.collection = collection;
		this.command = command;
		this.shape = shape;
	}

	/**
	 * Tell whether nothing is known about how the server runs it, and that this is going
	 * to be found out.
	 */
	synchronized boolean toExplain() {
		boolean first = !this.explained;
		this.explained = true;
		return first;
	}

	synchronized void explained(boolean scans, long of) {
		this.scanning = scans;
		this.documents = of;
	}

	synchronized void ran(long times, boolean forAll) {
		this.runs += times;
		this.multiple |= forAll;
	}

	synchronized void took(long duration, long documentsMatched) {
		this.commands++;
		this.nanos += duration;
		this.matched += documentsMatched;
		this.shortest = Math.min(this.shortest, duration);
	}

	synchronized long runs() {
		return this.runs;
	}

	synchronized long commands() {
		return this.commands;
	}

	synchronized long nanos() {
		return this.nanos;
	}

	synchronized long shortest() {
		return this.shortest;
	}

	synchronized long matched() {
		return this.matched;
	}

	synchronized boolean isScanning() {
		return this.scanning;
	}

	synchronized boolean isMultiple() {
		return this.multiple;
	}

	synchronized long documents() {
		return this.documents;
	}

	CollectionScan scan() {
		return new CollectionScan(this.collection, this.command, this.shape, runs(), documents());
	}

}
