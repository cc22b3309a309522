package io.monarch.migration;

import java.util.List;

import io.monarch.environment.Environment;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The template of one run.
 *
 * @param template the template, which reads from the primary
 * @param factory the factory whose transactions the run uses: that of the application's
 * template on the application's own environment
 * @param candidates the names of the application's templates if it is ambiguous whose
 * transactions to use; otherwise empty
 * @param hold keeps the client of the run open, or {@code null} if it is the
 * application's
 */
record MigrationTemplate(MongoTemplate template, MongoDatabaseFactory factory, List<String> candidates,
		Environment.@Nullable Hold hold) implements AutoCloseable {

	@Override
	public void close() {
		if (this.hold != null) {
			this.hold.close();
		}
	}

}
