package io.monarch.differential;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RandomDatabase}.
 */
class RandomDatabaseTests {

	@Test
	void createWhenSeedIsTheSameMakesTheSame() {
		EnumSet<Feature> features = EnumSet.complementOf(EnumSet.of(Feature.LARGE));
		List<String> first = texts(5, features);
		assertThat(texts(5, features)).isEqualTo(first);
		assertThat(texts(6, features)).isNotEqualTo(first);
	}

	@Test
	void createMakesEveryKindOfCollection() {
		EnumSet<Feature> features = EnumSet.complementOf(EnumSet.of(Feature.LARGE));
		List<RandomCollection> all = LongStream.range(0, 40)
			.boxed()
			.flatMap((seed) -> RandomDatabase.create(seed, features, 8).stream())
			.toList();
		assertThat(all).extracting((collection) -> collection.options().keySet().stream().findFirst().orElse("none"))
			.contains("none", "capped", "clusteredIndex", "timeseries", "viewOn", "validator", "collation");
		assertThat(all).extracting(RandomCollection::name).contains("system.js", "fs.files", "fs.chunks");
	}

	@Test
	void createWhenAFeatureIsLeftOutMakesNone() {
		EnumSet<Feature> features = EnumSet.complementOf(EnumSet.of(Feature.LARGE, Feature.TIME_SERIES));
		assertThat(LongStream.range(0, 40).boxed().flatMap((seed) -> RandomDatabase.create(seed, features, 8).stream()))
			.noneMatch(RandomCollection::isTimeSeries);
	}

	private static List<String> texts(long seed, EnumSet<Feature> features) {
		return RandomDatabase.create(seed, features, 8).stream().map(RandomCollection::toString).toList();
	}

}
