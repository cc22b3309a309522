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
 * Shows the versions of Monarch and of what it works with.
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
	void run(ParsedCommand invocation, Session session) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("monarch", LibraryVersion.of(VersionCommand.class, MONARCH));
		shape.put("springBoot", SpringBootVersion.getVersion());
		shape.put("java", Runtime.version().toString());
		shape.put("javaVendor", System.getProperty("java.vendor"));
		shape.put("driver", LibraryVersion.of(MongoClient.class, DRIVER));
		if (invocation.isJson()) {
			session.output().json(shape);
			return;
		}
		Object vendor = shape.get("javaVendor");
		session.output().result("Monarch         " + shown(shape.get("monarch")));
		session.output().result("Spring Boot     " + shown(shape.get("springBoot")));
		session.output().result("Java            " + shape.get("java") + ((vendor != null) ? " (" + vendor + ")" : ""));
		session.output().result("MongoDB driver  " + shown(shape.get("driver")));
	}

	private static Object shown(@Nullable Object version) {
		return Objects.requireNonNullElse(version, "unknown");
	}

}
