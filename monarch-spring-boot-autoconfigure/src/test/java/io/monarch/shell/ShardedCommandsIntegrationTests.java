package io.monarch.shell;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;

import io.monarch.environment.Protection;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestRouter;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the commands on a real MongoDB that looks like a router.
 */
@RealMongo
class ShardedCommandsIntegrationTests {

	@TempDir
	Path folder;

	@Test
	void backupOfAClusterHoldsTheKeysAndIsRestoredWithThoseOfTheTarget(TestDatabase source) throws Exception {
		source.collection("dogs").insertOne(new Document("_id", 1).append("owner", 1));
		try (TestDatabase target = TestDatabase.create();
				TestRouter router = new TestRouter(source.uri());
				CommandHarness shell = new CommandHarness(
						List.of(CommandHarness.settings("from", router.uri() + source.name(), Protection.OPEN),
								CommandHarness.settings("to", router.uri() + target.name(), Protection.OPEN),
								CommandHarness.settings("single", target.uri(), Protection.OPEN)),
						this.folder)) {
			router.shard(source.name() + ".dogs", "{owner: 1}", false);
			assertThat(shell.run("backup", "from")).as(shell::err).isZero();
			String backup = shell.out().strip();
			assertThat(shardKey(backup)).isEqualTo(BsonDocument.parse("{key: {owner: 1}, unique: false}"));

			target.collection("dogs").insertOne(new Document("_id", "old"));
			router.shard(target.name() + ".dogs", "{age: 'hashed'}", false);
			assertThat(shell.run("restore", backup + ":to", "--yes")).as(shell::err).isZero();
			assertThat(router.key(target.name() + ".dogs")).isEqualTo(BsonDocument.parse("{age: 'hashed'}"));
			assertThat(target.collection("dogs").countDocuments()).isOne();

			router.zone(target.name() + ".dogs");
			assertThat(shell.run("restore", backup + ":to", "--yes")).isOne();
			assertThat(shell.err()).contains("'dogs'", "zones", "--unsharded");
			assertThat(shell.run("copy-db", "from:to", "--yes")).isOne();
			assertThat(shell.err()).contains("'dogs'", "zones", "--unsharded");
			assertThat(router.key(target.name() + ".dogs")).isEqualTo(BsonDocument.parse("{age: 'hashed'}"));

			assertThat(shell.run("copy-db", "from:to", "--yes", "--unsharded")).as(shell::err).isZero();
			assertThat(shell.err()).contains("'dogs' was sharded by {\"owner\": 1} in the source");
			assertThat(router.key(target.name() + ".dogs")).isEmpty();
			assertThat(shell.run("restore", backup + ":single", "--yes", "--unsharded")).as(shell::err).isZero();
			assertThat(shell.err()).contains("'dogs' was sharded by {\"owner\": 1} in the source");
		}
	}

	private BsonDocument shardKey(String backup) throws Exception {
		try (ZipFile zip = new ZipFile(this.folder.resolve("backups").resolve(backup).toFile())) {
			String manifest = new String(zip.getInputStream(zip.getEntry("monarch.json")).readAllBytes(),
					StandardCharsets.UTF_8);
			return BsonDocument.parse(manifest).getArray("files").get(0).asDocument().getDocument("shardKey");
		}
	}

}
