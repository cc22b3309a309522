package io.monarch.transfer;

import java.util.List;

import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.Lease;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.Recovery;
import io.monarch.transfer.SwapPlan.Step;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Settles what a copy or a restore that died has left in a database: what it had
 * committed to is finished, and anything else is dropped.
 */
public final class Unfinished implements Recovery {

	private static final Log logger = LogFactory.getLog(Unfinished.class);

	/**
	 * Settle, before something is done that needs the database to be whole.
	 */
	@Override
	public void recover(Environment environment, Lease lease) throws InterruptedException {
		settle(environment, lease);
		try {
			SwapPlan.find(environment.mongoDatabase()).stream().findFirst().ifPresent((plan) -> {
				throw new MonarchException(Kind.FAILED, "The database of environment " + environment.description()
						+ " is incomplete: replacing it in place from " + plan.inPlaceSource() + " was cut short.",
						"Run that again, or replace the database by another copy or backup.");
			});
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
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
				if (steps != null || plan.inPlaceSource() == null) {
					plan.drop();
				}
			}
			staged.forEach((name) -> database.getCollection(name).drop());
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
		}
	}

}
