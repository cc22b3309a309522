package io.monarch.autoconfigure;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.shell.Console;
import io.monarch.shell.Errors;
import io.monarch.shell.MonarchShellRunner;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.SpringProperties;
import org.springframework.util.ClassUtils;

/**
 * Starts an application as an administrator's tool if its first argument that is not an
 * option is {@code monarch}: without a web server and without its runners, and the
 * process ends with the command. Other applications are not affected.
 *
 * <p>
 * An application can consist of several contexts. The command is run by the first one
 * that has commands and is not the parent of another one.
 */
final class AdminMode implements ApplicationListener<SpringApplicationEvent>, Ordered {

	static final String COMMAND = AdminArguments.COMMAND;

	/** The time for the shutdown of a process, which may wait for stuck work. */
	private static final Duration LAST_GRACE = Duration.ofSeconds(5);

	/** Ends the process; tests replace it. */
	static volatile IntConsumer exit = System::exit;

	/** Ends the process unconditionally; tests replace it. */
	static volatile IntConsumer halt = Runtime.getRuntime()::halt;

	/** The runner of the command of this process. */
	private static volatile @Nullable MonarchShellRunner shell;

	/** The session for which this process was started, until it ends. */
	private static volatile @Nullable Session session;

	/** The application to whose events this listener reacts. */
	private @Nullable SpringApplication application;

	/** The arguments of that application in admin mode. */
	private @Nullable AdminArguments arguments;

	/** Runners of a context that runs no command, which must not be called. */
	private @Nullable WithheldRunners withheld;

	@Override
	public void onApplicationEvent(SpringApplicationEvent event) {
		if (event instanceof ApplicationStartingEvent starting) {
			start(starting.getSpringApplication(), event.getArgs());
		}
		AdminArguments arguments = this.arguments;
		if (event.getSpringApplication() != this.application) {
			return; // that of a child context, which has a listener of its own
		}
		if (arguments == null) {
			CommandLineSwitch.warn(event);
		}
		else if (event instanceof ApplicationEnvironmentPreparedEvent prepared) {
			AdminProperties.configure(prepared, arguments);
		}
		else if (event instanceof ApplicationContextInitializedEvent initialized) {
			CommandLineSwitch.requireOn(initialized.getApplicationContext().getEnvironment());
		}
		else if (event instanceof ApplicationPreparedEvent prepared) {
			ApplicationAtRest.install(prepared.getApplicationContext());
		}
		else if (event instanceof ApplicationStartedEvent started) {
			run(started.getApplicationContext(), arguments);
		}
		else if (event instanceof ApplicationReadyEvent && this.withheld != null) {
			this.withheld.giveBack();
		}
		else if (event instanceof ApplicationFailedEvent failed) {
			fail(failed, arguments);
		}
	}

	private void start(SpringApplication application, String[] words) {
		this.application = application;
		this.arguments = begin(words);
		if (this.arguments == null) {
			return;
		}
		// Log entries and other output must not mix with results.
		System.setOut(System.err);
		// Ahead-of-time processing applies to the application and not to admin mode.
		SpringProperties.setProperty(AotDetector.AOT_ENABLED, "false");
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setAddCommandLineProperties(false);
		Set<String> profiles = new LinkedHashSet<>(application.getAdditionalProfiles());
		profiles.add(COMMAND);
		application.setAdditionalProfiles(profiles.toArray(String[]::new));
	}

	/**
	 * Begin admin mode if the arguments request it. A later context of a process in admin
	 * mode belongs to it, even without the arguments.
	 */
	private static @Nullable AdminArguments begin(String[] words) {
		Session current = session;
		if (current != null) {
			return current.arguments.withPropertiesOf(words);
		}
		AdminArguments arguments = AdminArguments.of(words);
		if (arguments == null || CommandLineSwitch.isOff(arguments.properties())) {
			return null;
		}
		session = new Session(arguments, System.out);
		return arguments;
	}

	/**
	 * Run the command now, before Spring Boot calls the application's own runners.
	 */
	private void run(ConfigurableApplicationContext context, AdminArguments arguments) {
		if (hasShell() && (isParentOfAnother() || !(hasCommands(context) || isAutoConfigured(context)))) {
			leaveToAnother(context);
			return;
		}
		int code = hasShell() ? runCommand(context, arguments) : sayThatShellIsMissing();
		// Exit codes of the application are not those of the command.
		int unused = SpringApplication.exit(context, () -> code);
		closeAncestors(context);
		end(code);
		// Reached only if a test does not end the process.
		throw new SpringApplication.AbandonedRunException(context);
	}

	/**
	 * Tell whether a builder starts this context as a parent.
	 */
	private static boolean isParentOfAnother() {
		return StackWalker.getInstance()
			.walk((frames) -> frames
				.anyMatch((frame) -> frame.getClassName().equals(SpringApplicationBuilder.class.getName())
						&& frame.getMethodName().equals("configureAsChildIfNecessary")));
	}

	/**
	 * Tell whether a context has auto-configuration, and so should have commands.
	 */
	private static boolean isAutoConfigured(ConfigurableApplicationContext context) {
		return AutoConfigurationPackages.has(context.getBeanFactory());
	}

	private static boolean hasCommands(ConfigurableApplicationContext context) {
		return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(context, MonarchShellRunner.class, true,
				false).length > 0;
	}

	/**
	 * Leave the command to another context. If the starting thread ends without one that
	 * has commands, there is none.
	 */
	@SuppressWarnings("ReferenceEquality") // another start has a session of its own
	private void leaveToAnother(ConfigurableApplicationContext context) {
		this.withheld = WithheldRunners.of(context);
		Session current = session;
		Thread starter = Thread.currentThread();
		Thread watcher = new Thread(() -> {
			try {
				starter.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			if (current != null && session == current) {
				end(sayThatShellIsMissing());
			}
		}, "monarch-start");
		// If this is the only thread, the process must not end silently.
		watcher.setDaemon(false);
		watcher.start();
	}

	private static void closeAncestors(ConfigurableApplicationContext context) {
		ApplicationContext parent = context.getParent();
		while (parent instanceof ConfigurableApplicationContext ancestor) {
			parent = ancestor.getParent();
			ancestor.close();
		}
	}

	private static int runCommand(ConfigurableApplicationContext context, AdminArguments arguments) {
		Console console = console();
		owner(context).getBeanFactory().registerSingleton("monarchConsole", console);
		return run(context, console, arguments.words());
	}

	/**
	 * Return the context with the beans of the commands: this one, or one of its parents.
	 */
	private static ConfigurableApplicationContext owner(ConfigurableApplicationContext context) {
		ConfigurableApplicationContext owner = context;
		while (owner.getBeanNamesForType(MonarchShellRunner.class, true, false).length == 0
				&& owner.getParent() instanceof ConfigurableApplicationContext parent) {
			owner = parent;
		}
		return owner;
	}

	/**
	 * Tell whether the dependencies of the command classes are present.
	 */
	private static boolean hasShell() {
		return Stream.of("org.springframework.shell.core.ShellRunner", "org.jline.reader.UserInterruptException")
			.allMatch((name) -> ClassUtils.isPresent(name, AdminMode.class.getClassLoader()));
	}

	/**
	 * End the process of a stuck command, and print why. The detecting thread does not
	 * wait, and no waiting thread keeps the process alive.
	 */
	static void endStuck(MonarchException reason) {
		CountDownLatch kept = new CountDownLatch(1);
		start(() -> {
			if (!kept.await(LAST_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
				halt.accept(reason.kind().exitCode());
			}
			return kept;
		});
		start(() -> {
			MonarchShellRunner current = shell;
			int code = (current != null) ? current.abandon(reason)
					: Errors.report(reason, Console.ofProcess(System.err), false);
			exit.accept(code);
			kept.countDown(); // reached only if a test does not end the process
			return kept;
		});
	}

	private static void start(Callable<?> work) {
		Thread thread = new Thread(new FutureTask<>(work), "monarch-end");
		thread.setDaemon(true);
		thread.start();
	}

	private static int run(ConfigurableApplicationContext context, Console console, List<String> words) {
		try {
			MonarchShellRunner runner = context.getBeanProvider(MonarchShellRunner.class).getIfAvailable();
			if (runner != null) {
				shell = runner;
				try {
					return runner.runAndReturnExitCode(words);
				}
				finally {
					shell = null;
				}
			}
		}
		catch (RuntimeException | Error ex) {
			return Errors.report(AdminFailure.translate(ex, context), console, words, words.contains("--debug"));
		}
		return sayThatShellIsMissing();
	}

	/**
	 * This does not use the class that reports errors, which needs Spring Shell.
	 */
	private static int sayThatShellIsMissing() {
		System.err.println("This application has no command line: Spring Shell is missing, "
				+ "MonarchShellAutoConfiguration is excluded, none of its contexts has auto-configuration, "
				+ "or it is a native image.");
		System.err.println("Depend on monarch-spring-boot-starter, which brings both, and start it as a jar.");
		return Kind.FAILED.exitCode();
	}

	private static void fail(ApplicationFailedEvent failed, AdminArguments arguments) {
		if (!hasShell()) {
			end(sayThatShellIsMissing());
			return;
		}
		RuntimeException failure = AdminFailure.translate(failed.getException(), failed.getApplicationContext());
		end(Errors.report(failure, console(), arguments.words(), arguments.debug()));
	}

	private static void end(int code) {
		PrintStream stdout = stdout();
		session = null;
		stdout.flush();
		System.setOut(stdout);
		exit.accept(code);
	}

	private static Console console() {
		return Console.ofProcess(stdout());
	}

	/**
	 * Return the original standard output, which admin mode uses only for results.
	 */
	private static PrintStream stdout() {
		Session current = session;
		return (current != null) ? current.stdout : System.out;
	}

	/**
	 * The command has to end before the application's runners would be called, so this
	 * listener does not support asynchronous multicasters.
	 */
	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE + 5; // before configuration is read
	}

	/**
	 * The session for which a process was started.
	 */
	private static final class Session {

		private final AdminArguments arguments;

		private final PrintStream stdout;

		Session(AdminArguments arguments, PrintStream stdout) {
			this.arguments = arguments;
			this.stdout = stdout;
		}

	}

}
