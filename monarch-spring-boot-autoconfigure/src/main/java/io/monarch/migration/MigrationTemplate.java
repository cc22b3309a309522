package io.monarch.migration;

import java.util.List;

import com.mongodb.client.MongoClient;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The template of one run.
 *
 * @param template the template, which reads from the primary
 * @param factory the factory whose transactions the run uses: that of the application's
 * template where it is on the application's own environment
 * @param candidates the names of the application's templates where it is not clear whose
 * transactions these have to be; otherwise none
 * @param client the client of this run alone, or {@code null}
 */
record MigrationTemplate(MongoTemplate template, MongoDatabaseFactory factory, List<String> candidates,
		@Nullable MongoClient client) implements AutoCloseable {

	@Override
	public void close() {
		if (this.client != null) {
			this.client.close();
		}
	}

}
