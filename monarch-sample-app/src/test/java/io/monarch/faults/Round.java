package io.monarch.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.monarch.faults.SampleProcess.Clock;
import io.monarch.faults.SampleProcess.Outcome;

/**
 * One round: a kind and a seed, from which everything that is chosen follows. What the
 * machine does with it in which order does not.
 */
final class Round implements AutoCloseable {

	/** One round in so many starts the jar as it is, the others unpacked. */
	private static final int PACKED = 10;

	/** A lease that ends soon; the pauses of its holder are shorter than by default. */
	private static final List<String> LOCK = List.of("--monarch.migration.lock.lease=3s",
			"--monarch.migration.lock.renewal-deadline=2s", "--monarch.migration.lock.renewal-interval=400ms",
			"--monarch.migration.lock.wait=60s");

	/**
	 * One that outlives an election, and that nobody loses on a machine with much to do.
	 */
	private static final List<String> PATIENT_LOCK = List.of("--monarch.migration.lock.lease=20s",
			"--monarch.migration.lock.renewal-deadline=15s", "--monarch.migration.lock.renewal-interval=1s",
			"--monarch.migration.lock.wait=60s");

	/** Longer than the lease. */
	static final int LONG = 4000;

	final World world;

	final SplittableRandom random;

	final WireProxy proxy;

	final Path folder;

	private final Kind kind;

	private final String name;

	private final boolean packed;

	Round(World world, Kind kind, long seed) throws IOException {
		this.world = world;
		this.kind = kind;
		this.random = new SplittableRandom(seed * 31 + kind.ordinal());
		this.name = "r" + kind.ordinal() + "_" + Long.toUnsignedString(seed);
		this.packed = this.random.nextInt(PACKED) == 0;
		this.proxy = new WireProxy(world.address());
		this.folder = Files.createTempDirectory(world.folder(), this.name + "-");
	}

	/**
	 * Return the name of the round's own database.
	 */
	String name() {
		return this.name;
	}

	MongoClient client() {
		return this.kind.three() ? this.world.clientOfThree() : this.world.client();
	}

	MongoDatabase database() {
		return client().getDatabase(this.name);
	}

	/**
	 * Return the URI of the round's own database.
	 * @param faulty whether for the process that is broken
	 */
	String uri(boolean faulty) {
		if (this.kind.three()) {
			return this.world.three().uri(this.name);
		}
		return World.uri(faulty ? this.proxy.address() : this.world.address(), this.name);
	}

	/**
	 * Return the URI of the source that all rounds share.
	 * @param faulty whether for the process that is broken
	 */
	String sourceUri(boolean faulty) {
		return World.sourceUri(faulty ? this.proxy.address() : this.world.address());
	}

	SampleProcess start(List<String> words, List<String> properties, Clock clock) throws IOException {
		return start(words, properties, clock, this.kind.three() ? PATIENT_LOCK : LOCK);
	}

	private SampleProcess start(List<String> words, List<String> properties, Clock clock, List<String> lock)
			throws IOException {
		List<String> all = new ArrayList<>(lock);
		all.addAll(properties);
		if (words.isEmpty() || words.contains("application")) {
			all.add("--spring.main.sources=io.monarch.faults.migrations");
		}
		else {
			all.add("--spring.mongodb.uri=mongodb://127.0.0.1:1/unused");
		}
		return SampleProcess.start(this.world.jar().command(this.packed), words, all, this.folder, clock);
	}

	/**
	 * Run a command that nobody disturbs.
	 */
	Outcome run(List<String> words, List<String> properties) throws Exception {
		try (SampleProcess process = start(words, properties, Clock.RIGHT, PATIENT_LOCK)) {
			return process.end();
		}
	}

	/**
	 * Require that a command has succeeded.
	 */
	Outcome require(Outcome outcome) {
		if (!outcome.succeeded()) {
			throw new AssertionError("It should have succeeded: " + outcome);
		}
		return outcome;
	}

	@Override
	public void close() throws IOException {
		this.proxy.close();
		database().drop();
		try (Stream<Path> files = Files.walk(this.folder)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}

}
