package io.monarch.transfer;

import java.util.Set;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.bulk.WriteConcernError;

/**
 * The errors that are over when the same is tried again a little later. They are those
 * that servers and drivers call retryable, and some that only work that can be done again
 * may take for that.
 */
final class TransientErrors {

	private static final int MAX_TIME_EXPIRED = 50;

	/**
	 * What a step-down, a restart, a lost connection between servers or a lost cursor
	 * leads to: HostUnreachable, HostNotFound, CursorNotFound, NetworkTimeout,
	 * ShutdownInProgress, FailedToSatisfyReadPreference,
	 * ReadConcernMajorityNotAvailableYet, PooledConnectionsDropped, QueryPlanKilled,
	 * PrimarySteppedDown, NetworkInterfaceExceededTimeLimit, ElectionInProgress,
	 * CursorKilled, ExceededTimeLimit, InterruptedDueToStorageChange,
	 * InternalTransactionNotSupported, PooledConnectionAcquisitionExceededTimeLimit,
	 * SocketException, NotWritablePrimary, InterruptedAtShutdown,
	 * InterruptedDueToReplStateChange, NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary.
	 */
	private static final Set<Integer> OF_SERVERS = Set.of(6, 7, 43, 89, 91, 133, 134, 145, 175, 189, 202, 216, 237, 262,
			355, 358, 407, 9001, 10107, 11600, 11602, 13435, 13436);

	/**
	 * What work on the same data or the same names leads to, of a balancer too:
	 * LockTimeout, LockBusy, NamespaceExists, WriteConcernTimeout, LockFailed,
	 * WriteConflict, ConflictingOperationInProgress, StaleEpoch, DatabaseDropPending,
	 * StaleDbVersion, PreparedTransactionInProgress, MovePrimaryInProgress,
	 * CollectionUUIDMismatch, MigrationBlockingOperationCoordinatorCleaningUp,
	 * UpdatesStillPending, StaleConfig. And MaxTimeMSExpired, since no time is limited
	 * here: servers do that by {@code defaultMaxTimeMS}.
	 */
	private static final Set<Integer> OF_OTHER_WORK = Set.of(24, 46, 48, MAX_TIME_EXPIRED, 64, 107, 112, 117, 150, 215,
			249, 267, 319, 361, 406, 412, 13388);

	/**
	 * What too much work leads to: TemporarilyUnavailable, ResourceExhausted,
	 * AdmissionQueueOverflow, RateLimitExceeded, IngressRequestRateLimitExceeded, and the
	 * number of Azure Cosmos DB for a rate that is too high.
	 */
	private static final Set<Integer> OF_OVERLOAD = Set.of(365, 402, 433, 449, 462, 16500);

	private static final String OVERLOADED = "SystemOverloadedError";

	private static final Set<String> LABELS = Set.of("RetryableWriteError", "RetryableError", OVERLOADED,
			MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL);

	private TransientErrors() {
	}

	static boolean contain(int code) {
		return OF_SERVERS.contains(code) || OF_OTHER_WORK.contains(code) || OF_OVERLOAD.contains(code);
	}

	static boolean contain(MongoException failure) {
		return failure instanceof MongoSocketException || failure instanceof MongoNotPrimaryException
				|| failure instanceof MongoNodeIsRecoveringException || failure instanceof MongoCursorNotFoundException
				|| failure instanceof MongoTimeoutException || failure instanceof MongoConnectionPoolClearedException
				|| contain(failure.getCode()) || isOfBulk(failure) || LABELS.stream().anyMatch(failure::hasErrorLabel);
	}

	/**
	 * Tell whether all that failed of several writes passes: such a failure has no number
	 * of its own.
	 */
	private static boolean isOfBulk(MongoException failure) {
		if (!(failure instanceof MongoBulkWriteException bulk)) {
			return false;
		}
		WriteConcernError concern = bulk.getWriteConcernError();
		return (concern == null || contain(concern.getCode()))
				&& bulk.getWriteErrors().stream().allMatch((error) -> contain(error.getCode()))
				&& (concern != null || !bulk.getWriteErrors().isEmpty());
	}

	/**
	 * Tell whether the server asks for less work, so that trying again at once makes it
	 * worse.
	 */
	static boolean isOverload(MongoException failure) {
		return OF_OVERLOAD.contains(failure.getCode()) || failure.hasErrorLabel(OVERLOADED);
	}

	/**
	 * Tell whether the server ended the work since it took too long. It takes as long
	 * when it is tried again, unless something else kept the server busy.
	 */
	static boolean isTimeLimit(MongoException failure) {
		return failure.getCode() == MAX_TIME_EXPIRED;
	}

}
