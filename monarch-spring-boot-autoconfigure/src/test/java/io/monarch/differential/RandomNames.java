package io.monarch.differential;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Random names of collections that a server takes.
 */
final class RandomNames {

	/** What is left of 255 bytes beside the database and a prefix of the server's. */
	private static final int MAXIMUM = 255 - "monarch_0123456789abcdef01234567.".length() - "system.buckets.".length();

	private static final List<String> PLAIN = List.of("dogs", "cats", "a.b.c", "orders_2026", "x", "Users-1");

	private static final List<String> ODD = List.of("Dogs", "DOGS", "sp ace", "per%cent", "%25", "a+b", "sl/ash", "a*b",
			"ünïcode", "e\u0301", "\u00e9", "\uD83D\uDE00", "a..b", "back\\slash", "quo\"te'", "co:lon?", "<x>|y",
			"x\ny", "/../up", "/abs", "~", "-rf", "[x]", "{y}", "#", "a,b", "é%2e/..", "con", "x.metadata.json",
			"x.bson", "x.zst", "monarch.json", "*", "trail.", " lead", "系统", "a\tb", "&lt;", "xsystem.js", "admin",
			"local", "oplog.bson", "prelude.json", "x.bson.gz");

	private static final String HISTORY = "monarch_migrations";

	private static final List<String> MONARCH = List.of("monarch_staging_x", "monarch_staging_1_2", "monarch_swap_x",
			"monarch_lock2", HISTORY);

	private static final List<String> FORMS = List.of("monarch_staging_0123456789abcdef01234567_1",
			"monarch_swap_0123456789abcdef01234567");

	private final Random random;

	private final List<String> left = new ArrayList<>(PLAIN);

	RandomNames(Random random, Set<Feature> features) {
		this.random = random;
		if (features.contains(Feature.ODD_NAMES)) {
			this.left.addAll(ODD);
			this.left.add("l".repeat(MAXIMUM));
			this.left.add("ü".repeat(MAXIMUM / 2));
		}
		if (features.contains(Feature.LONG_ESCAPED_NAMES)) {
			this.left.add("%/".repeat(MAXIMUM / 2));
		}
		if (features.contains(Feature.MONARCH_NAMES)) {
			this.left.addAll(MONARCH);
		}
		if (features.contains(Feature.MONARCH_FORMS)) {
			this.left.addAll(FORMS);
		}
		this.left.forEach((name) -> {
			if (name.getBytes(StandardCharsets.UTF_8).length > MAXIMUM) {
				throw new IllegalStateException(name);
			}
		});
	}

	String next() {
		return this.left.remove(this.random.nextInt(this.left.size()));
	}

	/**
	 * Return a name of what is not a plain collection, as that of the history has to be.
	 */
	String nextOfOtherKind() {
		String name = next();
		return name.equals(HISTORY) ? next() : name;
	}

}
