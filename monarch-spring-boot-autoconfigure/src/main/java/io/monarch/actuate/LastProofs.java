package io.monarch.actuate;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.monarch.backup.BackupEntry;
import io.monarch.backup.Proof;

/**
 * The last proof of a backup of each environment. The store is read on a separate thread
 * and rarely, since it may be remote and hold many backups.
 */
public final class LastProofs {

	private static final Duration LIFETIME = Duration.ofMinutes(10);

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final Reading<Map<String, Proven>> reading;

	/**
	 * Create for a store.
	 * @param backups lists the backups
	 */
	public LastProofs(Supplier<List<BackupEntry>> backups) {
		this.reading = new Reading<>(() -> last(backups.get()), LIFETIME);
	}

	private static Map<String, Proven> last(List<BackupEntry> backups) {
		Map<String, Proven> last = new TreeMap<>();
		backups.stream()
			.filter((each) -> each.proof() != null && each.environment() != null)
			.map((each) -> new Proven(Objects.requireNonNull(each.environment()), each.name(),
					Objects.requireNonNull(each.proof())))
			.sorted(Comparator.comparing((each) -> each.proof().provenAt()))
			.forEach((each) -> last.put(each.environment(), each));
		return last;
	}

	/**
	 * Return the last proofs.
	 * @return one for each environment that has any; empty if the store cannot be read
	 */
	public List<Proven> all() {
		return List.copyOf(read(PATIENCE).values());
	}

	private Map<String, Proven> read(Duration patience) {
		try {
			return this.reading.get(patience).orElse(Map.of());
		}
		catch (RuntimeException ex) {
			return Map.of(); // the store is not configured or not reachable here
		}
	}

	/**
	 * Return the age of the last proof, without waiting for the store.
	 * @return the seconds, or NaN while no proof is known
	 */
	double age(String environment, Clock clock) {
		Proven last = read(Duration.ZERO).get(environment);
		return (last != null) ? Duration.between(last.proof().provenAt(), clock.instant()).toMillis() / 1000.0
				: Double.NaN;
	}

	/**
	 * A proof of a backup.
	 *
	 * @param environment the environment of the backup
	 * @param backup the name of the backup
	 * @param proof the proof
	 */
	public record Proven(String environment, String backup, Proof proof) {

	}

}
