package io.monarch.shell;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;

import com.mongodb.client.MongoClient;
import io.monarch.shell.CommandSpec.Group;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootVersion;

/**
 * Shows the versions of Monarch, Spring Boot, Java and the MongoDB driver.
 */
final class VersionCommand extends AdminCommand {

	private static final Attributes.Name MONARCH = new Attributes.Name("Monarch-Version");

	/** Only the jar of the driver has both this and its classes. */
	private static final Attributes.Name DRIVER = new Attributes.Name("Bundle-Version");

	VersionCommand() {
		super(CommandSpec
			.of("version", Group.SHELL, "Show the versions of Monarch, Spring Boot, Java and the MongoDB driver",
					"version")
			.options(CommandSpec.OUTPUT));
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		Map<String, @Nullable Object> versions = new LinkedHashMap<>();
		versions.put("monarch", LibraryVersion.of(VersionCommand.class, MONARCH));
		versions.put("springBoot", SpringBootVersion.getVersion());
		versions.put("java", Runtime.version().toString());
		versions.put("javaVendor", System.getProperty("java.vendor"));
		versions.put("driver", LibraryVersion.of(MongoClient.class, DRIVER));
		return CommandResult.of(versions, (to) -> print(versions, to.output()));
	}

	private static void print(Map<String, @Nullable Object> versions, Output output) {
		Object vendor = versions.get("javaVendor");
		output.result("Monarch         " + shown(versions.get("monarch")));
		output.result("Spring Boot     " + shown(versions.get("springBoot")));
		output.result("Java            " + versions.get("java") + ((vendor != null) ? " (" + vendor + ")" : ""));
		output.result("MongoDB driver  " + shown(versions.get("driver")));
	}

	private static Object shown(@Nullable Object version) {
		return Objects.requireNonNullElse(version, "unknown");
	}

}
