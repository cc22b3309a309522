package io.monarch.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.monarch.faults.SampleProcess.Clock;
import io.monarch.faults.SampleProcess.Outcome;

/**
 * One round: a kind and a seed, from which everything that is chosen follows. What the
 * machine does with it in which order does not.
 */
final class Round implements AutoCloseable {

	/**
	 * What is broken is the jar as it is in one round in so many. That costs three times
	 * as much as the unpacked one, so what is not broken is resident there too.
	 */
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

	/** Longer than the short lease. */
	static final int LONG = 4000;

	/** Longer than the other. */
	private static final int LONGER = 21_000;

	private static final String ELSEWHERE = "_elsewhere";

	final World world;

	final WireProxy proxy;

	final Path folder;

	private final SplittableRandom random;

	private final Kind kind;

	private final String name;

	private final boolean packed;

	private final List<String> choices = new ArrayList<>();

	private String struck = "";

	private boolean patient;

	/**
	 * Begin a round.
	 * @param attempt which attempt it is to strike
	 */
	Round(World world, Kind kind, long seed, int attempt) throws IOException {
		this(world, kind, new SplittableRandom((seed * 31 + kind.ordinal()) * 31 + attempt),
				"r" + kind.ordinal() + "_" + Long.toUnsignedString(seed) + "_" + attempt);
		if (attempt > 0) {
			this.choices.add("attempt " + attempt);
		}
	}

	private Round(World world, Kind kind, SplittableRandom random, String name) throws IOException {
		this(world, kind, random, name, random.nextInt(PACKED) == 0);
	}

	private Round(World world, Kind kind, SplittableRandom random, String name, boolean packed) throws IOException {
		this.world = world;
		this.kind = kind;
		this.random = random;
		this.name = name;
		this.packed = packed;
		this.patient = kind.three();
		this.proxy = new WireProxy(world.address());
		this.folder = Files.createTempDirectory(world.folder(), this.name + "-");
		if (packed) {
			this.choices.add("packed");
		}
	}

	/**
	 * Begin a round in which nobody is disturbed.
	 */
	static Round undisturbed(World world, Kind kind, boolean packed) throws IOException {
		Round round = new Round(world, kind, new SplittableRandom(0), "u" + kind.ordinal() + "_" + packed, packed);
		round.bePatient();
		return round;
	}

	Kind kind() {
		return this.kind;
	}

	boolean isPacked() {
		return this.packed;
	}

	/**
	 * Draw a part of a whole.
	 * @param what what for
	 * @param most how large the whole is
	 * @return a number from 0 to just below the whole
	 */
	int draw(String what, int most) {
		int drawn = (int) (this.random.nextDouble() * most);
		this.choices.add(what + " " + drawn + " of " + most);
		return drawn;
	}

	/**
	 * Draw one of several.
	 */
	<T> T pick(List<T> from) {
		T picked = from.get((int) (this.random.nextDouble() * from.size()));
		this.choices.add(String.valueOf(picked).toLowerCase(Locale.ROOT));
		return picked;
	}

	/**
	 * Draw the number of a point, which a property may choose instead.
	 * @param points how many there are
	 * @return its number, from 1
	 */
	int point(int points) {
		int drawn = 1 + draw("point", points);
		return Integer.getInteger("monarch.faults.point", drawn);
	}

	/**
	 * Draw a point: any of all, or in every second round any of one name, so that what
	 * comes but once is met, too. A property may choose its number among all instead.
	 * @param points their names, in order
	 */
	Point point(List<String> points) {
		boolean any = draw("any point or any of a name", 2) == 0;
		String name = any ? "" : pick(points.stream().distinct().sorted().toList());
		int number = 1 + draw("point", any ? points.size() : Collections.frequency(points, name));
		int chosen = Integer.getInteger("monarch.faults.point", 0);
		return (chosen > 0) ? new Point("", chosen) : new Point(name, number);
	}

	/**
	 * Note that what was to be broken was broken.
	 * @param how where or when
	 */
	void struck(String how) {
		this.struck = how;
	}

	/**
	 * Note that it was broken, if the process has come to the point.
	 */
	void struckAtPoint() {
		struck(this.proxy.reached());
	}

	/**
	 * Note a moment that was not drawn but met.
	 */
	void noteMoment(String moment) {
		this.choices.add(moment);
	}

	/**
	 * Return how it was broken, or nothing.
	 */
	String struck() {
		return this.struck;
	}

	/**
	 * Return what was chosen.
	 */
	String choices() {
		return String.join(", ", this.choices);
	}

	/**
	 * Return what was chosen, and how it was broken.
	 */
	String story() {
		return this.choices.isEmpty() ? this.struck : choices() + ": " + this.struck;
	}

	/**
	 * Hold locks so long that nobody loses one without a fault.
	 */
	void bePatient() {
		this.patient = true;
	}

	/**
	 * Return how many milliseconds it takes at most until the lock of a process that has
	 * not given it back is free.
	 */
	long lease() {
		return this.patient ? LONGER : LONG;
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
	 * Return a second database of the round's own.
	 */
	MongoDatabase elsewhere() {
		return client().getDatabase(this.name + ELSEWHERE);
	}

	/**
	 * Return the URI of the second database, for processes that are not broken.
	 */
	String uriElsewhere() {
		return this.kind.three() ? this.world.three().uri(this.name + ELSEWHERE)
				: World.uri(this.world.address(), this.name + ELSEWHERE);
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
		return this.kind.three() ? this.world.three().uri(World.SOURCE) : sourceUriOfOne(faulty);
	}

	/**
	 * Return the URI of the source on the server of one member.
	 * @param faulty whether for the process that is broken
	 */
	String sourceUriOfOne(boolean faulty) {
		return World.sourceUri(faulty ? this.proxy.address() : this.world.address());
	}

	/**
	 * Return a backup of the source that all rounds share.
	 */
	Path backup() {
		return this.kind.three() ? this.world.backupOfThree() : this.world.backup();
	}

	/**
	 * Tell whether a process has taken the lock and not given it back.
	 */
	boolean isLockTaken() {
		return Patience.retry(
				() -> database().getCollection("monarch_lock").find(Filters.gt("until", new Date(0))).first()) != null;
	}

	SampleProcess start(List<String> words, List<String> properties, Clock clock) throws IOException {
		return SampleProcess.start(this.world.jar(), this.packed, words,
				all(words, properties, this.patient ? PATIENT_LOCK : LOCK), this.folder, clock);
	}

	private List<String> all(List<String> words, List<String> properties, List<String> lock) {
		List<String> all = new ArrayList<>(lock);
		all.addAll(properties);
		if (words.isEmpty() || words.contains("application")
				|| words.stream().anyMatch((word) -> word.startsWith("tenant-"))) {
			all.add("--spring.main.sources=io.monarch.faults." + (this.kind.ofBatches() ? "batches" : "migrations"));
		}
		else {
			all.add("--spring.mongodb.uri=mongodb://127.0.0.1:1/unused");
		}
		return all;
	}

	/**
	 * Run a command that nobody disturbs.
	 */
	Outcome run(List<String> words, List<String> properties) throws Exception {
		return this.world.residents().run(words, all(words, properties, PATIENT_LOCK));
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
		try (this.proxy) {
			Patience.retry(() -> {
				database().drop();
				elsewhere().drop();
				return "";
			});
		}
		finally {
			try (Stream<Path> files = Files.walk(this.folder)) {
				for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
					Files.delete(file);
				}
			}
		}
	}

}
