package io.monarch.migration;

import com.mongodb.MongoException;
import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Notes the first operation that fails in the transaction of a migration. So a failed
 * migration can report the cause even if the migration caught it. At any other time, it
 * ignores all commands.
 */
public final class TransactionFailureListener implements CommandListener {

	@Override
	public void commandStarted(CommandStartedEvent event) {
		FirstFailure.sent(event);
	}

	@Override
	public void commandFailed(CommandFailedEvent event) {
		if (FirstFailure.isLookedFor()) {
			FirstFailure.note(MongoException.fromThrowableNonNull(event.getThrowable()));
		}
	}

	@Override
	public void commandSucceeded(CommandSucceededEvent event) {
		if (FirstFailure.isLookedFor()) {
			BsonDocument error = error(event.getResponse());
			if (error != null) {
				FirstFailure.note(exception(error, event.getResponse()));
			}
		}
	}

	/**
	 * Find the error of a write in the reply to a successful command.
	 */
	private static @Nullable BsonDocument error(BsonDocument answer) {
		BsonValue errors = answer.get("writeErrors");
		if (errors != null && errors.isArray() && !errors.asArray().isEmpty()) {
			return errors.asArray().get(0).asDocument();
		}
		// The command bulkWrite of MongoDB 8 returns a cursor of results.
		BsonValue count = answer.get("nErrors");
		if (count == null || !count.isNumber() || count.asNumber().intValue() == 0) {
			return null;
		}
		return answer.getDocument("cursor")
			.getArray("firstBatch")
			.stream()
			.map(BsonValue::asDocument)
			.filter((result) -> result.containsKey("errmsg"))
			.findFirst()
			.orElse(null);
	}

	private static MongoException exception(BsonDocument error, BsonDocument answer) {
		MongoException exception = new MongoException(error.getNumber("code").intValue(),
				error.getString("errmsg").getValue());
		if (answer.get("errorLabels") instanceof BsonArray labels) {
			labels.forEach((label) -> exception.addLabel(label.asString().getValue()));
		}
		return exception;
	}

}
