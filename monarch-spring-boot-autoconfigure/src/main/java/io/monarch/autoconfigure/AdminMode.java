package io.monarch.autoconfigure;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.shell.Console;
import io.monarch.shell.Errors;
import io.monarch.shell.MonarchShellRunner;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.util.ClassUtils;

/**
 * Starts an application whose first argument is {@code monarch} as an administrator's
 * tool: without a web server and without its runners, and the process ends with the
 * command. Any other application is left alone.
 */
final class AdminMode implements ApplicationListener<SpringApplicationEvent>, Ordered {

	static final String COMMAND = "monarch";

	/** For what a process puts in order at its end, which can wait for what is stuck. */
	private static final Duration LAST_GRACE = Duration.ofSeconds(5);

	/** What the JVM puts in the place of what it cannot decode. */
	private static final char REPLACEMENT = '\ufffd';

	private static final String PROPERTY = "io.monarch.admin-mode";

	private static final Pattern PROPERTY_WORD = Pattern.compile("--[^=]*\\.[^=]*=.*", Pattern.DOTALL);

	/** What an application's configuration must not change. */
	private static final Map<String, Object> FORCED = Map.of(PROPERTY, "true", "spring.main.web-application-type",
			"none", "spring.main.banner-mode", "off", "spring.main.log-startup-info", "false",
			// A command that is cancelled needs its connections to put things in order.
			"spring.main.register-shutdown-hook", "false", "monarch.migration.trigger", "none",
			// Nobody asks for the health, and asking for it would connect to the
			// application's database before anyone can say what is wrong with its URI.
			"management.health.defaults.enabled", "false", "management.health.mongo.enabled", "false");

	/**
	 * What holds unless the user has said otherwise. A context warns of what is thrown
	 * anyway, with all that bad configuration may hold.
	 */
	private static final Map<String, Object> DEFAULTS = Map.of("logging.level.root", "WARN",
			"logging.level." + AnnotationConfigApplicationContext.class.getName(), "OFF", "spring.output.ansi.enabled",
			"never", "spring.main.lazy-initialization", "true", "monarch.migration.lock.wait", "45s");

	/** Ends the process; tests replace it. */
	static volatile IntConsumer exit = System::exit;

	/** Ends the process whatever else it waits for; tests replace it. */
	static volatile IntConsumer halt = Runtime.getRuntime()::halt;

	/** What runs the command of this process. */
	private static volatile @Nullable MonarchShellRunner shell;

	/** The standard output as it was: in admin mode it is for results alone. */
	private PrintStream stdout = System.out;

	static boolean isActive(Environment environment) {
		return environment.getProperty(PROPERTY, Boolean.class, false);
	}

	@Override
	public void onApplicationEvent(SpringApplicationEvent event) {
		String[] arguments = event.getArgs();
		if (arguments.length == 0 || !arguments[0].equals(COMMAND)) {
			return;
		}
		if (event instanceof ApplicationStartingEvent starting) {
			start(starting.getSpringApplication());
		}
		else if (event instanceof ApplicationEnvironmentPreparedEvent prepared) {
			configure(prepared.getEnvironment(), arguments);
		}
		else if (event instanceof ApplicationStartedEvent started) {
			run(started.getApplicationContext(), arguments);
		}
		else if (event instanceof ApplicationFailedEvent failed) {
			fail(failed, arguments);
		}
	}

	private void start(SpringApplication application) {
		this.stdout = System.out;
		// Whatever logs or prints may not end up between results.
		System.setOut(System.err);
		// What was processed ahead of time is the application and not the tool.
		SpringProperties.setProperty(AotDetector.AOT_ENABLED, "false");
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setAddCommandLineProperties(false);
		Set<String> profiles = new LinkedHashSet<>(application.getAdditionalProfiles());
		profiles.add(COMMAND);
		application.setAdditionalProfiles(profiles.toArray(String[]::new));
	}

	private static void configure(ConfigurableEnvironment environment, String[] arguments) {
		requireRepresentable(arguments);
		String[] properties = Arguments.of(arguments).properties().toArray(String[]::new);
		environment.getPropertySources().addFirst(new MapPropertySource("monarchAdminMode", FORCED));
		environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(properties));
		addDefaults(environment.getPropertySources());
	}

	/**
	 * Refuse arguments that the locale has spoiled: the JVM puts a replacement in the
	 * place of characters that it does not know, and the command would be on another
	 * database or file than was meant.
	 */
	private static void requireRepresentable(String[] arguments) {
		String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
		if (!encoding.equals("UTF-8")
				&& Stream.of(arguments).anyMatch((argument) -> argument.indexOf(REPLACEMENT) >= 0)) {
			throw new MonarchException(Kind.BAD_INPUT,
					"An argument has characters that the locale of this process (" + encoding + ") cannot represent.",
					"Set the environment variable LC_ALL=C.UTF-8 and run it again.");
		}
	}

	/**
	 * Add what holds where nothing else is said. Configuration files go between this and
	 * the other sources only if it is one of Spring Boot's own default properties.
	 */
	private static void addDefaults(MutablePropertySources sources) {
		Map<String, Object> defaults = new LinkedHashMap<>(DEFAULTS);
		PropertySource<?> existing = sources.get(DefaultPropertiesPropertySource.NAME);
		if (existing != null) {
			defaults.keySet().removeIf(existing::containsProperty);
		}
		DefaultPropertiesPropertySource.addOrMerge(defaults, sources);
	}

	/**
	 * Run the command now, before Spring Boot calls the application's own runners.
	 */
	private void run(ConfigurableApplicationContext context, String[] arguments) {
		int code = hasShell() ? runCommand(context, Arguments.of(arguments).words()) : sayThatShellIsMissing();
		// Exit codes that the application generates are not those of the command.
		int unused = SpringApplication.exit(context, () -> code);
		end(code);
		// Reached only where a test ends no process.
		throw new SpringApplication.AbandonedRunException(context);
	}

	private int runCommand(ConfigurableApplicationContext context, List<String> words) {
		Console console = console();
		context.getBeanFactory().registerSingleton("monarchConsole", console);
		return run(context, console, words);
	}

	/**
	 * Tell whether there is what the classes of commands need to be loaded.
	 */
	private static boolean hasShell() {
		return Stream.of("org.springframework.shell.core.ShellRunner", "org.jline.reader.UserInterruptException")
			.allMatch((name) -> ClassUtils.isPresent(name, AdminMode.class.getClassLoader()));
	}

	/**
	 * End the process of a command that does not end by itself, and say why. Whoever
	 * finds that out is not kept waiting, and nothing that waits keeps the process.
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
			kept.countDown(); // reached only where a test ends no process
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
			return Errors.report(AdminFailure.translate(ex, context), console, words);
		}
		return sayThatShellIsMissing();
	}

	/**
	 * Not by the class that reports errors, which needs what is missing.
	 */
	private static int sayThatShellIsMissing() {
		System.err.println("This application has no command line: Spring Shell is missing, "
				+ "MonarchShellAutoConfiguration is excluded, or it is a native image.");
		System.err.println("Depend on monarch-spring-boot-starter, which brings both, and start it as a jar.");
		return Kind.FAILED.exitCode();
	}

	private void fail(ApplicationFailedEvent failed, String[] arguments) {
		if (!hasShell()) {
			end(sayThatShellIsMissing());
			return;
		}
		RuntimeException failure = AdminFailure.translate(failed.getException(), failed.getApplicationContext());
		end(Errors.report(failure, console(), Arrays.asList(arguments)));
	}

	private void end(int code) {
		this.stdout.flush();
		System.setOut(this.stdout);
		exit.accept(code);
	}

	private Console console() {
		return Console.ofProcess(this.stdout);
	}

	/**
	 * The command has to be over before the application's runners would be called, so an
	 * asynchronous multicaster of the application is not for this listener.
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
	 * What follows the first argument: the words of the command, and the properties of
	 * Spring Boot, which have a dot in their names as no option of a command has.
	 */
	private record Arguments(List<String> words, List<String> properties) {

		static Arguments of(String[] arguments) {
			List<String> words = new ArrayList<>();
			List<String> properties = new ArrayList<>();
			for (String argument : Arrays.asList(arguments).subList(1, arguments.length)) {
				boolean property = !words.contains("--") && PROPERTY_WORD.matcher(argument).matches();
				(property ? properties : words).add(argument);
			}
			return new Arguments(words, properties);
		}

	}

}
