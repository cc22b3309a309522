package io.monarch.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.monarch.batch.BatchSettings;
import io.monarch.batch.Batches;
import io.monarch.environment.Environments;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MongoBatchMigration;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code monarch.migration.batch.*}.
 */
@RealMongo
class BatchPropertiesIntegrationTests {

	private static final List<Integer> sizes = new ArrayList<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				MonarchAutoConfiguration.class, MonarchMigrationAutoConfiguration.class));

	/**
	 * A migration that leaves time for the application begins with small batches.
	 */
	@Test
	void shareOfTheOperatorReplacesThatOfTheMigration(TestDatabase database) {
		assertThat(firstBatch(database)).isEqualTo(300);
		assertThat(firstBatch(database, "monarch.migration.batch.share=0.9")).isEqualTo(100);
	}

	@Test
	void propertiesAreBound() {
		this.runner
			.withPropertyValues("spring.mongodb.uri=mongodb://localhost:1/shop", "monarch.migration.batch.share=0.3",
					"monarch.migration.batch.max-lag=2s")
			.run((context) -> assertThat(context.getBean(MonarchProperties.class).getMigration().getBatch().settings())
				.isEqualTo(new BatchSettings(0.3, Duration.ofSeconds(2))));
		this.runner.withPropertyValues("spring.mongodb.uri=mongodb://localhost:1/shop")
			.run((context) -> assertThat(context.getBean(MonarchProperties.class).getMigration().getBatch().settings())
				.isEqualTo(BatchSettings.NONE));
	}

	@ParameterizedTest
	@CsvSource({ "share, 0", "share, -1", "share, 1.01", "share, 30", "share, NaN", "max-lag, 0s", "max-lag, -1s" })
	void valueOutOfRangeIsRefusedWithTheNameOfTheProperty(String property, String value) {
		this.runner
			.withPropertyValues("spring.mongodb.uri=mongodb://localhost:1/shop",
					"monarch.migration.batch." + property + "=" + value)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageStartingWith("monarch.migration.batch." + property + " is "));
	}

	private int firstBatch(TestDatabase database, String... properties) {
		database.database().drop();
		database.collection("dogs")
			.insertMany(IntStream.range(0, 300).mapToObj((i) -> new Document("_id", i)).toList());
		sizes.clear();
		this.runner.withUserConfiguration(Dogs.class)
			.withPropertyValues("spring.mongodb.uri=" + database.uri())
			.withPropertyValues(properties)
			.run((context) -> context.getBean(MigrationRunner.class)
				.migrate(context.getBean(Environments.class).application().orElseThrow()));
		assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(300);
		return sizes.get(0);
	}

	@Migration("1_dogs")
	static class Dogs implements MongoBatchMigration {

		@Override
		public Batches batches() {
			return Batches.of("dogs").forEach((batch) -> sizes.add(batch.documents().size()));
		}

	}

}
