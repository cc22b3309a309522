package io.monarch.mongock.tests;

import io.monarch.testsupport.FailPoint;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A process of the application with Monarch, which is killed before or after the n-th
 * write that it sends to the server.
 */
final class AdapterProcess {

	private AdapterProcess() {
	}

	/**
	 * Start it.
	 * @param args the URI, {@code none}, {@code count} or {@code kill}, and at which
	 * point
	 */
	public static void main(String[] args) {
		FailPoint point = new FailPoint(args[1], Integer.parseInt(args[2]));
		new SpringApplicationBuilder(MonarchApplication.class).web(WebApplicationType.NONE)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(
					MongoClientSettingsBuilderCustomizer.class, () -> (settings) -> settings.addCommandListener(point)))
			.properties("spring.mongodb.uri=" + args[0], "spring.main.banner-mode=off", "logging.level.root=error",
					"monarch.mongock.packages=io.monarch.mongock.tests.shop", "monarch.migration.lock.lease=5s",
					"monarch.migration.lock.renewal-deadline=4s", "monarch.migration.lock.renewal-interval=300ms")
			.run()
			.close();
		System.out.println("POINTS " + point.points());
	}

}
