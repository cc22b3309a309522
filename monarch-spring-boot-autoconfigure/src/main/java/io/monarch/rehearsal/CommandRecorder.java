package io.monarch.rehearsal;

import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import com.mongodb.MongoException;
import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import io.monarch.environment.MonarchCollections;
import io.monarch.environment.OwnCommands;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Observes the commands of a migration in a rehearsal, and stops those that must not
 * reach the server.
 *
 * <p>
 * The driver ignores exceptions of a listener but not errors, so an error in
 * {@code commandStarted} prevents that the command is sent.
 */
final class CommandRecorder implements CommandListener {

	private static final long NEVER = Long.MAX_VALUE;

	private final String database;

	private final Set<String> records;

	private final Map<Integer, Sent> sent = new ConcurrentHashMap<>();

	private final Map<String, Long> transactions = new ConcurrentHashMap<>();

	/** The observer while the code of a migration runs. */
	private volatile @Nullable MigrationObserver observer;

	private volatile @Nullable Observation observation;

	private volatile boolean stopped;

	private volatile long stopAt = NEVER;

	private final AtomicLong writes = new AtomicLong();

	CommandRecorder(String database, String history) {
		this.database = database;
		this.records = Set.of(history, MonarchCollections.LOCK);
	}

	/**
	 * Begin to observe.
	 * @param begun notes what the migration does
	 */
	void begin(MigrationObserver begun) {
		this.stopped = false;
		this.writes.set(0);
		this.observation = begun.observation();
		this.observer = begun;
	}

	/**
	 * Stop observing, since the code of the migration has returned.
	 */
	void end() {
		this.observer = null;
		this.stopAt = NEVER;
	}

	/**
	 * Stop the next migration before it sends a write.
	 * @param write the number of writes that are sent
	 */
	void stopAfter(long write) {
		this.stopAt = write;
	}

	boolean isStopped() {
		return this.stopped;
	}

	/**
	 * Return the number of writes of the last migration.
	 */
	long writes() {
		return this.writes.get();
	}

	@Override
	public void commandStarted(CommandStartedEvent event) {
		MigrationObserver current = this.observer;
		if (current == null || OwnCommands.areSent()) {
			return;
		}
		long begun = System.nanoTime();
		SentCommand command = new SentCommand(event.getCommandName(), event.getDatabaseName(), event.getCommand());
		if (this.stopped) {
			throw new StoppedMigration("the process was stopped");
		}
		if (command.isWrite()) {
			guard(command, current);
			if (this.writes.getAndIncrement() >= this.stopAt) {
				this.stopped = true;
				throw new StoppedMigration("the process was stopped after " + this.stopAt + " writes");
			}
		}
		String transaction = transaction(event.getCommand());
		if (transaction != null) {
			long start = this.transactions.computeIfAbsent(transaction, (unused) -> begun);
			if (command.name().equals("commitTransaction") || command.name().equals("abortTransaction")) {
				this.transactions.remove(transaction);
				current.observation().transaction(begun - start);
			}
		}
		CommandUse use = observe(current, command);
		current.observation().overhead.add(System.nanoTime() - begun);
		this.sent.put(event.getRequestId(),
				new Sent(current, command.name(), command.collection(), use, transaction != null, System.nanoTime()));
	}

	/**
	 * The driver would only log an exception.
	 */
	private static @Nullable CommandUse observe(MigrationObserver current, SentCommand command) {
		try {
			return current.started(command);
		}
		catch (RuntimeException ex) {
			current.observation().unobserved(command.name(), ex);
			return null;
		}
	}

	/**
	 * Refuse a write to anything other than the temporary database, and to Monarch's
	 * records in it.
	 */
	private void guard(SentCommand command, MigrationObserver current) {
		if (command.isOfUsers()) {
			refuse(current, WarningKind.OTHER_DATABASE, "users",
					"It runs " + command.name() + ": users and roles are not part of a database that can be copied.");
		}
		if (command.name().equals("dropDatabase") && command.database().equals(this.database)) {
			refuse(current, WarningKind.MONARCH_RECORDS, "",
					"It drops the whole database, and with it Monarch's history and lock.");
		}
		for (String namespace : command.namespaces()) {
			int dot = namespace.indexOf('.');
			String of = (dot > 0) ? namespace.substring(0, dot) : namespace;
			String collection = namespace.substring(dot + 1);
			if (!of.equals(this.database)) {
				refuse(current, WarningKind.OTHER_DATABASE, of, "It writes to database '" + of + "' (" + command.name()
						+ "), and not to the database of its context.");
			}
			if (this.records.contains(collection)) {
				refuse(current, WarningKind.MONARCH_RECORDS, collection, "It writes to '" + collection + "' ("
						+ command.name() + "), which holds Monarch's own records.");
			}
		}
	}

	private static void refuse(MigrationObserver current, WarningKind kind, String thing, String message) {
		current.observation().warn(kind, thing, message + " The rehearsal refused that.");
		throw new StoppedMigration(message + " The rehearsal refused that");
	}

	private static @Nullable String transaction(BsonDocument command) {
		BsonValue autocommit = command.get("autocommit");
		return (autocommit != null) ? key(command) : null;
	}

	private static String key(BsonDocument command) {
		BsonBinary session = command.getDocument("lsid").getBinary("id");
		return HexFormat.of().formatHex(session.getData()) + ":" + command.getNumber("txnNumber").longValue();
	}

	@Override
	public void commandSucceeded(CommandSucceededEvent event) {
		Sent known = this.sent.remove(event.getRequestId());
		if (known != null) {
			long now = System.nanoTime();
			try {
				known.observer.succeeded(known.name, known.collection, known.use, event.getResponse(),
						now - known.startedAt, known.inTransaction);
			}
			catch (RuntimeException ex) {
				known.observer.observation().unobserved(known.name, ex);
			}
			known.observer.observation().overhead.add(System.nanoTime() - now);
		}
	}

	@Override
	public void commandFailed(CommandFailedEvent event) {
		Sent known = this.sent.remove(event.getRequestId());
		if (known != null && event.getThrowable() instanceof MongoException failure) {
			known.observer.failed(known.name, known.collection, failure.getCode());
		}
	}

	/**
	 * Note the end of the transactions of the migration.
	 */
	void finishTransactions() {
		long now = System.nanoTime();
		Observation current = this.observation;
		if (current != null) {
			this.transactions.values().forEach((start) -> current.transaction(now - start));
		}
		this.transactions.clear();
	}

	private record Sent(MigrationObserver observer, String name, String collection, @Nullable CommandUse use,
			boolean inTransaction, long startedAt) {
	}

}
