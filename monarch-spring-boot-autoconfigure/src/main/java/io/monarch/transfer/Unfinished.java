package io.monarch.transfer;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.EnvironmentLock;
import io.monarch.environment.Lease;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.Recovery;
import io.monarch.transfer.SwapPlan.InPlace;
import io.monarch.transfer.SwapPlan.Step;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Settles what a copy or a restore that died has left in a database: what it had
 * committed to is finished, and anything else is dropped.
 */
public final class Unfinished implements Recovery {

	private static final Log logger = LogFactory.getLog(Unfinished.class);

	private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();

	private static final long PAUSE_MILLIS = 250;

	@Override
	public boolean isNeeded(Environment environment) {
		return SwapPlan.isAnyBegun(environment.mongoDatabase());
	}

	/**
	 * Settle, before something is done that needs the database to be whole.
	 */
	@Override
	public void recover(Environment environment, Lease lease) throws InterruptedException {
		settle(environment, lease);
		requireWhole(environment, Set.of());
	}

	/**
	 * Require that nothing was cut short that was to be done in place, and that is left
	 * when some collections are replaced.
	 */
	static void requireWhole(Environment environment, Set<String> replaced) {
		try {
			SwapPlan.find(environment.mongoDatabase())
				.stream()
				.map(SwapPlan::inPlace)
				.filter(Objects::nonNull)
				.filter((inPlace) -> !inPlace.isWithin(replaced))
				.findFirst()
				.ifPresent((inPlace) -> {
					throw incomplete(environment, inPlace);
				});
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
		}
	}

	private static MonarchException incomplete(Environment environment, InPlace inPlace) {
		String what = (inPlace.collections() != null) ? String.join(", ", new TreeSet<>(inPlace.collections())) : "it";
		return new MonarchException(Kind.FAILED,
				"The database of environment " + environment.description() + " is incomplete: replacing " + what
						+ " in place from " + inPlace.source() + " was cut short or is not over.",
				"Run that again, or replace the database by another copy or backup.");
	}

	/**
	 * Wait for a swap that somebody is carrying out, which takes moments.
	 * @throws MonarchException if nobody is, or it takes longer
	 */
	static void await(Environment environment) throws InterruptedException {
		Retry retry = Retry.atFirst(environment);
		long start = System.nanoTime();
		while (retry.call(() -> SwapPlan.isAnyBegun(environment.mongoDatabase()))) {
			requireWhole(environment, Set.of());
			boolean live = retry.call(() -> EnvironmentLock.isHeld(environment));
			// It may have ended well between the two looks.
			boolean over = !live && !retry.call(() -> SwapPlan.isAnyBegun(environment.mongoDatabase()));
			if (!over && (!live || System.nanoTime() - start > PATIENCE_NANOS)) {
				throw new MonarchException(Kind.FAILED,
						"The database of environment " + environment.description()
								+ " is partly the old one and partly a new one: replacing it "
								+ (live ? "is not over." : "was cut short."),
						live ? "Run this again when it is." : "Run 'monarch migrate " + environment.name()
								+ "', which finishes it, and this again.");
			}
			Thread.sleep(PAUSE_MILLIS);
		}
	}

	/**
	 * Settle, before everything is replaced anyway.
	 */
	static void settle(Environment environment, Lease lease) throws InterruptedException {
		try {
			MongoDatabase database = environment.mongoDatabase().withWriteConcern(WriteConcern.MAJORITY);
			// Looked for before the lock is checked: what is begun after it was lost is
			// not among them.
			List<SwapPlan> plans = SwapPlan.find(database);
			List<String> staged = Staging.find(database);
			lease.ensureHeld();
			for (SwapPlan plan : plans) {
				List<Step> steps = plan.committed(environment);
				if (steps != null) {
					new Swap(environment, lease).run(steps);
					logger.warn("Finished what had been cut short: the new data is in place in environment "
							+ environment.description());
				}
				if (steps != null) {
					// What was cut short in place before is replaced by this, too.
					plans.stream().filter((other) -> other.inPlace() != null).forEach(SwapPlan::drop);
				}
				if (steps != null || plan.inPlace() == null) {
					plan.drop();
				}
			}
			staged.forEach(new Definitions(database)::drop);
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
		}
	}

}
