package io.monarch.testsupport;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.netty.channel.Channel;

/**
 * An in-process server that answers some commands as a server does that speaks the
 * protocol of MongoDB and is another one.
 */
public final class TestImitation implements AutoCloseable {

	private final Map<String, UnaryOperator<Document>> answers = new ConcurrentHashMap<>();

	private final Queue<Document> commands = new ConcurrentLinkedQueue<>();

	private final MongoServer server = new MongoServer(new Backend());

	private final String uri = this.server.bindAndGetConnectionString();

	/**
	 * Answer a command in another way.
	 * @param command its name
	 * @param answer returns the answer to a command
	 * @return this server
	 */
	public TestImitation answering(String command, UnaryOperator<Document> answer) {
		this.answers.put(command, answer);
		return this;
	}

	/**
	 * Add fields to the answer to {@code hello} and to {@code isMaster}.
	 * @param fields the fields
	 * @return this server
	 */
	public TestImitation introducing(Map<String, Object> fields) {
		for (String command : List.of("hello", "isMaster", "ismaster")) {
			answering(command, (unused) -> {
				Document answer = new Document("isWritablePrimary", true).append("ismaster", true)
					.append("localTime", Instant.now())
					.append("maxBsonObjectSize", 16 * 1024 * 1024)
					.append("maxMessageSizeBytes", 48_000_000)
					.append("maxWriteBatchSize", 100_000)
					.append("minWireVersion", 0)
					.append("maxWireVersion", 13)
					.append("ok", 1);
				fields.forEach(answer::append);
				return answer;
			});
		}
		return this;
	}

	/**
	 * Refuse a command.
	 * @param command its name
	 * @param code the number of the error
	 * @param message what the server says
	 * @return this server
	 */
	public TestImitation refusing(String command, int code, String message) {
		return answering(command, (unused) -> new Document("ok", 0).append("code", code).append("errmsg", message));
	}

	/**
	 * Return the names of the commands since the server was started, without those of the
	 * driver's own.
	 * @return the names
	 */
	public List<String> commands() {
		return this.commands.stream().map((command) -> command.keySet().iterator().next()).toList();
	}

	/**
	 * Return the commands of a name since the server was started.
	 * @param command the name
	 * @return the commands
	 */
	public List<Document> sent(String command) {
		return this.commands.stream().filter((sent) -> sent.keySet().iterator().next().equals(command)).toList();
	}

	/**
	 * Return a registry with the database {@code dogs} of this server as the
	 * application's own environment.
	 * @return the registry, with the environment {@code test}
	 */
	public Environments environments() {
		MongoClientSettings settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(uri()))
			.build();
		return Environments.of(List.of(new EnvironmentSettings("test", settings, "dogs", null)), "test");
	}

	/**
	 * Return the URI of the database {@code dogs}.
	 * @return the URI
	 */
	public String uri() {
		return this.uri + "/dogs?directConnection=true";
	}

	@Override
	public void close() {
		this.server.shutdownNow();
	}

	/**
	 * Answers what is answered in another way, and the rest in memory.
	 */
	private final class Backend extends MemoryBackend {

		@Override
		public Document handleCommand(Channel channel, String database, String command, Document query) {
			UnaryOperator<Document> answer = TestImitation.this.answers.get(command);
			return (answer != null) ? answer.apply(query) : super.handleCommand(channel, database, command, query);
		}

		@Override
		public Document handleMessage(MongoMessage message) {
			Document command = message.getDocument();
			TestImitation.this.commands.add(command);
			UnaryOperator<Document> answer = TestImitation.this.answers.get(command.keySet().iterator().next());
			return (answer != null) ? answer.apply(command) : super.handleMessage(message);
		}

	}

}
