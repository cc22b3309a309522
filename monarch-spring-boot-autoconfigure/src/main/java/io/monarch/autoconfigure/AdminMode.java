package io.monarch.autoconfigure;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;

import io.monarch.shell.Console;
import io.monarch.shell.MonarchShellRunner;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;

/**
 * Starts an application whose first argument is {@code monarch} as an administrator's
 * tool: without a web server and without its runners, and the process ends with the
 * command. Any other application is left alone.
 */
final class AdminMode implements ApplicationListener<SpringApplicationEvent>, Ordered {

	static final String COMMAND = "monarch";

	private static final String PROPERTY = "io.monarch.admin-mode";

	/** Ends the process; tests replace it. */
	static volatile IntConsumer exit = System::exit;

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
		// Otherwise newer JDKs have a console where there is no terminal.
		System.setProperty("jdk.console", "java.base");
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setAddCommandLineProperties(false);
		Set<String> profiles = new TreeSet<>(application.getAdditionalProfiles());
		profiles.add(COMMAND);
		application.setAdditionalProfiles(profiles.toArray(String[]::new));
	}

	private static void configure(ConfigurableEnvironment environment, String[] arguments) {
		String[] properties = Arrays.stream(arguments).filter(AdminMode::isProperty).toArray(String[]::new);
		environment.getPropertySources()
			.addFirst(new MapPropertySource("monarchAdminMode",
					Map.of(PROPERTY, "true", "spring.main.web-application-type", "none", "spring.main.banner-mode",
							"off", "spring.main.log-startup-info", "false", "monarch.migration.trigger", "none")));
		environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(properties));
		Map<String, Object> defaults = new LinkedHashMap<>();
		defaults.put("logging.level.root", "WARN");
		defaults.put("spring.main.lazy-initialization", "true");
		defaults.put("monarch.migration.lock.wait", "45s");
		environment.getPropertySources().addLast(new MapPropertySource("monarchAdminDefaults", defaults));
	}

	/**
	 * Tell a property of Spring Boot, which has a dot in its name, from an option of a
	 * command, which has none.
	 */
	private static boolean isProperty(String argument) {
		return argument.matches("--[^=]*\\.[^=]*(=.*)?");
	}

	/**
	 * Run the command now, before Spring Boot calls the application's own runners.
	 */
	private void run(ConfigurableApplicationContext context, String[] arguments) {
		List<String> words = Arrays.stream(arguments).skip(1).filter((argument) -> !isProperty(argument)).toList();
		context.getBeanFactory().registerSingleton("monarchConsole", console());
		int code = context.getBean(MonarchShellRunner.class).runAndReturnExitCode(words);
		context.close();
		end(code);
	}

	private void fail(ApplicationFailedEvent failed, String[] arguments) {
		boolean debug = Arrays.asList(arguments).contains("--debug");
		end(AdminFailure.report(failed.getException(), failed.getApplicationContext(), console(), debug));
	}

	private void end(int code) {
		this.stdout.flush();
		System.setOut(this.stdout);
		exit.accept(code);
	}

	/**
	 * The property set above lets the console be {@code null} without a terminal on every
	 * JDK.
	 */
	@SuppressWarnings("SystemConsoleNull")
	private Console console() {
		return new Console(System.in, this.stdout, System.err, System.console() != null);
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE + 5; // before configuration is read
	}

}
