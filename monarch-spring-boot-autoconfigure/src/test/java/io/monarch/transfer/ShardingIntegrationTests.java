package io.monarch.transfer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.queryset.Selector;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestRouter;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Sharding} on a real MongoDB that looks like a router.
 */
@LongTest
@RealMongo
class ShardingIntegrationTests {

	private final List<BsonDocument> sent = Collections.synchronizedList(new ArrayList<>());

	private final List<String> warnings = new CopyOnWriteArrayList<>();

	private final List<Environments> opened = new ArrayList<>();

	private TestRouter router;

	private TestDatabase source;

	private TestDatabase target;

	@BeforeEach
	void fill() {
		this.source = TestDatabase.create();
		this.router = new TestRouter(this.source.uri());
		this.target = TestDatabase.create();
		this.source.collection("dogs")
			.insertMany(IntStream.range(0, 10).mapToObj((i) -> new Document("_id", i).append("owner", i)).toList());
		this.source.collection("dogs").createIndex(new Document("owner", 1).append("age", 1));
		this.source.collection("dogs").createIndex(new Document("name", 1));
		this.source.collection("cats").insertOne(new Document("x", 1));
		this.target.collection("dogs").insertOne(new Document("_id", "old"));
		this.target.collection("cats").insertOne(new Document("_id", "old"));
	}

	@AfterEach
	void close() {
		this.opened.forEach(Environments::close);
		this.router.close();
		this.source.close();
		this.target.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void copyWhenACollectionOfTheTargetIsShardedShardsTheNewOneByItsKeyBeforeItIsFilled(boolean inPlace) {
		this.router.shard(this.target.name() + ".dogs", "{owner: 1}", false);
		copy(this.source.environment(), router("cluster", this.target), inPlace, false);
		List<BsonDocument> sharding = sent("shardCollection");
		BsonDocument last = sharding.get(sharding.size() - 1);
		String staged = last.getString("shardCollection").getValue();
		assertThat(last.getDocument("key")).isEqualTo(BsonDocument.parse("{owner: 1}"));
		assertThat(last.getBoolean("unique").getValue()).isFalse();
		assertThat(last.getDocument("collation")).isEqualTo(BsonDocument.parse("{locale: 'simple'}"));
		assertThat(last.getString("$db").getValue()).isEqualTo("admin");
		String name = staged.substring(staged.indexOf('.') + 1);
		assertThat(inPlace).isEqualTo(name.equals("dogs"));
		List<String> expected = new ArrayList<>(
				List.of("create", "createIndexes", "shardCollection", "insert", "createIndexes"));
		if (!inPlace) {
			expected.add("renameCollection");
		}
		assertThat(commandsOf(name)).containsSubsequence(expected);
		assertThat(commandsOf(name).indexOf("shardCollection")).isLessThan(commandsOf(name).indexOf("insert"));
		assertThat(this.router.key(this.target.name() + ".dogs")).isEqualTo(BsonDocument.parse("{owner: 1}"));
		assertThat(this.router.key(this.target.name() + ".cats")).isEmpty();
		assertThat(Picture.of(this.target.database())).isEqualTo(Picture.of(this.source.database()));
		assertThat(this.warnings).isEmpty();
	}

	/**
	 * One that is not sharded, but on a certain shard, stays out of it.
	 */
	@Test
	void copyWhenTheKeyIsUniqueOrHashedSaysSo() {
		this.router.shard(this.target.name() + ".dogs", "{_id: 1}", true);
		this.router.shard(this.target.name() + ".cats", "{x: 'hashed'}", false);
		this.router.place(this.target.name() + ".birds");
		this.source.collection("birds").insertOne(new Document("x", 1));
		copy(this.source.environment(), router("cluster", this.target), false, false);
		assertThat(sent("shardCollection"))
			.extracting((each) -> each.getDocument("key").toJson() + " " + each.getBoolean("unique").getValue())
			.containsOnly("{\"_id\": 1} true", "{\"x\": \"hashed\"} false");
	}

	@Test
	void copyWhenUnshardedIsAllowedShardsNothing() {
		this.router.shard(this.target.name() + ".dogs", "{owner: 1}", false);
		copy(this.source.environment(), router("cluster", this.target), false, true);
		assertThat(sent("shardCollection")).isEmpty();
		assertThat(Picture.of(this.target.database())).isEqualTo(Picture.of(this.source.database()));
	}

	@Test
	void copyWhenTheKeysMayNotBeReadAndACollectionIsShardedIsRefused() {
		this.router.shard(this.target.name() + ".dogs", "{owner: 1}", false);
		this.router.hideConfig();
		refuses("'dogs'", "may not read its shard key");
		copy(this.source.environment(), router("cluster", this.target), false, true);
		assertThat(this.target.collection("dogs").countDocuments()).isEqualTo(10);
	}

	@Test
	void copyWhenTheKeysMayNotBeReadAndNothingIsShardedIsDone() {
		this.router.hideConfig();
		copy(this.source.environment(), router("cluster", this.target), false, false);
		assertThat(Picture.of(this.target.database())).isEqualTo(Picture.of(this.source.database()));
	}

	@Test
	void copyWhenTheTargetHasZonesIsRefused() {
		this.router.shard(this.target.name() + ".dogs", "{owner: 1}", false);
		this.router.zone(this.target.name() + ".dogs");
		refuses("'dogs'", "zones");
	}

	@Test
	void copyWhenTheServerDoesNotRenameShardedCollectionsIsRefused() {
		this.router.version(9);
		this.router.shard(this.target.name() + ".dogs", "{owner: 1}", false);
		refuses("'dogs'", "before MongoDB 5.0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{create: 'dogs', capped: true, size: 4096}", "{create: 'dogs', viewOn: 'cats'}",
			"{create: 'dogs', timeseries: {timeField: 'at'}}" })
	void copyWhenWhatIsPutInPlaceCannotBeShardedIsRefused(String create) {
		this.source.collection("dogs").drop();
		this.source.database().runCommand(Document.parse(create));
		this.router.shard(this.target.name() + ".dogs", "{owner: 1}", false);
		refuses("'dogs'", "is sharded");
	}

	@Test
	void copyWhenATimeSeriesOfTheTargetIsShardedIsRefused() {
		this.router.shard(this.target.name() + ".system.buckets.dogs", "{meta: 1}", false);
		refuses("'dogs'", "is sharded");
	}

	@Test
	void copyWhenTheSourceIsShardedAndTheTargetIsNotSaysSo() {
		this.router.shard(this.source.name() + ".dogs", "{owner: 1}", false);
		copy(router("cluster", this.source), this.target.environment(), false, false);
		assertThat(this.warnings).filteredOn((each) -> !each.contains("does not provide a snapshot"))
			.singleElement(InstanceOfAssertFactories.STRING)
			.contains("'dogs'", "\"owner\": 1", "not sharded");
		assertThat(Picture.of(this.target.database())).isEqualTo(Picture.of(this.source.database()));
	}

	@Test
	void copyWhenTheKeyOfTheSourceMayNotBeReadSaysSo() {
		this.router.shard(this.source.name() + ".dogs", "{owner: 1}", false);
		this.router.hideConfig();
		copy(router("cluster", this.source), this.target.environment(), false, false);
		assertThat(this.warnings).filteredOn((each) -> !each.contains("does not provide a snapshot"))
			.satisfiesExactly((each) -> assertThat(each).contains("'dogs'", "may not read"),
					(each) -> assertThat(each).contains("'dogs'", "unknown key", "not sharded"));
	}

	private void refuses(String... words) {
		var before = Picture.of(this.target.database());
		for (boolean inPlace : new boolean[] { false, true }) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> copy(this.source.environment(), router("cluster", this.target), inPlace, false))
				.satisfies((ex) -> assertThat(ex.getMessage()).contains(words).contains("'cluster'"))
				.satisfies((ex) -> assertThat(ex.action()).contains("--unsharded"));
			assertThat(Picture.of(this.target.database())).isEqualTo(before);
		}
	}

	private void copy(Environment from, Environment to, boolean inPlace, boolean unsharded) {
		var unused = Copies.copier()
			.copy(from, to, Selector.EVERYTHING, Copies.approval(to),
					new ReplacementOptions(inPlace, false, false, unsharded), new TransferListener() {

						@Override
						public void warned(String message) {
							ShardingIntegrationTests.this.warnings.add(message);
						}

					});
	}

	private List<BsonDocument> sent(String command) {
		return this.sent.stream().filter((each) -> each.getFirstKey().equals(command)).toList();
	}

	/**
	 * The commands to a collection or about it, in order.
	 */
	private List<String> commandsOf(String collection) {
		String namespace = this.target.name() + "." + collection;
		return this.sent.stream()
			.filter((each) -> each.get(each.getFirstKey()).isString())
			.filter((each) -> List.of(collection, namespace).contains(each.getString(each.getFirstKey()).getValue()))
			.map(BsonDocument::getFirstKey)
			.toList();
	}

	private Environment router(String name, TestDatabase database) {
		MongoClientSettings settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(this.router.uri()))
			.addCommandListener(new CommandListener() {

				@Override
				public void commandStarted(CommandStartedEvent event) {
					ShardingIntegrationTests.this.sent.add(event.getCommand().clone());
				}

			})
			.build();
		Environments environments = Environments
			.of(List.of(new EnvironmentSettings(name, settings, database.name(), null)), name);
		this.opened.add(environments);
		return environments.get(name);
	}

}
