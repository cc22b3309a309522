package io.monarch.shell;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import io.monarch.backup.BackupCreator;
import io.monarch.backup.BackupProver;
import io.monarch.backup.BackupRestorer;
import io.monarch.backup.Backups;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.BackupStorage;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.compare.DatabaseComparison;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.EnvironmentTasks;
import io.monarch.environment.Environments;
import io.monarch.environment.Protection;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.LockSettings;
import io.monarch.migration.ForeignHistory;
import io.monarch.migration.MigratingApplication;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationSettings;
import io.monarch.migration.MigrationTemplates;
import io.monarch.migration.Migrations;
import io.monarch.migration.OutOfOrder;
import io.monarch.migration.Transactions;
import io.monarch.queryset.MaskKey;
import io.monarch.queryset.QuerySets;
import io.monarch.rehearsal.Rehearsal;
import io.monarch.shell.terminal.Screen;
import io.monarch.transfer.Copies;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.EnvironmentCopier;
import io.monarch.transfer.ReplacementRecovery;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.shell.core.command.CommandRegistry;

/**
 * A command line without a process: runs words and remembers the streams.
 */
final class CommandHarness implements AutoCloseable {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	final Environments environments;

	final MigrationRunner runner;

	final CommandRegistry registry;

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	/**
	 * Without the lines that say for how long a command has been waiting for a server:
	 * they come only where the machine is slow.
	 */
	private final ByteArrayOutputStream err = new ByteArrayOutputStream() {

		@Override
		public synchronized void write(int each) {
			if (!isProgress()) {
				super.write(each);
			}
		}

		@Override
		public synchronized void write(byte[] bytes, int offset, int length) {
			if (!isProgress()) {
				super.write(bytes, offset, length);
			}
		}

		private boolean isProgress() {
			return Thread.currentThread().getName().equals("monarch-progress");
		}

	};

	CommandHarness(List<EnvironmentSettings> settings, Path sources, Class<?>... migrations) {
		this(settings, sources, new FolderStorage(sources.resolve("backups")), migrations);
	}

	CommandHarness(List<EnvironmentSettings> settings, Path sources, BackupStorage storage, Class<?>... migrations) {
		this.environments = Environments.of(settings, "dev");
		if (migrations.length > 0) {
			this.context.register(migrations);
		}
		// As by default, since a machine that runs tests may be slow; but nobody waits
		// for a lock that another one holds.
		EnvironmentLocks locks = Copies.locks(new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20),
				Duration.ofMillis(300), Duration.ofMillis(400)));
		this.runner = new MigrationRunner(new Migrations(this.context.getDefaultListableBeanFactory(),
				new MigrationTemplates(this.context, true), new MigrationSettings(locks, OutOfOrder.RUN,
						Transactions.REQUIRED, ForeignHistory.REFUSE, MigratingApplication.UNKNOWN)),
				this.context, List.of());
		this.context.refresh();
		DatabaseReplacement replacement = new DatabaseReplacement(locks);
		Backups backups = new Backups(storage, Clock.systemUTC());
		Services services = new Services(() -> this.environments, () -> locks, this.runner::migrations,
				() -> this.runner, () -> new EnvironmentTasks(4, false), () -> replacement,
				() -> new ReplacementRecovery(locks), () -> new EnvironmentCopier(replacement),
				() -> new QuerySets(this.context, MaskKey.of("the key of these tests")), () -> backups,
				() -> new BackupCreator(storage, Compression.ZSTD, Clock.systemUTC()),
				() -> new BackupRestorer(backups, replacement),
				() -> new BackupProver(backups, replacement, locks, Clock.systemUTC()), DatabaseComparison::new,

				() -> new Rehearsal(this.runner.migrations(), replacement, locks,
						this.context.getDefaultListableBeanFactory(), true));
		this.registry = new CommandRegistry(
				new HashSet<>(AdminCommands.create(services, new SourceTree(List.of(sources), "com.example.dogs"))));
	}

	static EnvironmentSettings settings(String name, String uri, Protection protection) {
		ConnectionString connection = new ConnectionString(uri);
		String database = connection.getDatabase();
		return new EnvironmentSettings(name, MongoClientSettings.builder().applyConnectionString(connection).build(),
				(database != null) ? database : "dogs", protection);
	}

	Environment environment(String name) {
		return this.environments.get(name);
	}

	/**
	 * Run without a terminal.
	 */
	int run(String... words) {
		return run(console("", false), words);
	}

	/**
	 * Run where someone gives answers.
	 */
	int runWithAnswers(String answers, String... words) {
		return run(console(answers, true), words);
	}

	/**
	 * Run where someone gives answers while something else happens.
	 */
	int runWithAnswers(InputStream answers, String... words) {
		return run(new Console(answers, new PrintStream(this.out, true), new PrintStream(this.err, true), true), words);
	}

	private int run(Console console, String... words) {
		this.out.reset();
		this.err.reset();
		return new MonarchShellRunner(this.registry, console, () -> this.environments, "dogs")
			.runAndReturnExitCode(List.of(words));
	}

	Console console(String answers, boolean canAsk) {
		return new Console(new ByteArrayInputStream(answers.getBytes(StandardCharsets.UTF_8)),
				new PrintStream(this.out, true), new PrintStream(this.err, true), canAsk);
	}

	/**
	 * Return the console of a terminal at which nothing is typed.
	 */
	Console console(Screen screen) {
		return new Console(new ByteArrayInputStream(new byte[0]), new PrintStream(this.out, true),
				new PrintStream(this.err, true), true, screen, screen);
	}

	/**
	 * Run at a terminal.
	 */
	int runAt(Screen screen, String... words) {
		return run(console(screen), words);
	}

	String out() {
		return this.out.toString();
	}

	String err() {
		return this.err.toString();
	}

	Object json() {
		String text = out().strip();
		return text.startsWith("[") ? JsonParserFactory.getJsonParser().parseList(text)
				: JsonParserFactory.getJsonParser().parseMap(text);
	}

	@Override
	public void close() {
		this.context.close();
		this.environments.close();
	}

}
