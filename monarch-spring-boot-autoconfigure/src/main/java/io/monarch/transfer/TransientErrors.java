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
 * The errors that disappear on a later attempt: those that servers and drivers call
 * retryable, and some that are transient only for idempotent work.
 */
final class TransientErrors {

	private static final int MAX_TIME_EXPIRED = 50;

	/**
	 * The errors after a step-down, a restart, a lost connection between servers or a
	 * lost cursor: HostUnreachable, HostNotFound, CursorNotFound, NetworkTimeout,
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
	 * The errors due to other work on the same data or names, including the balancer:
	 * LockTimeout, LockBusy, NamespaceExists, WriteConcernTimeout, LockFailed,
	 * WriteConflict, ConflictingOperationInProgress, StaleEpoch, DatabaseDropPending,
	 * StaleDbVersion, PreparedTransactionInProgress, MovePrimaryInProgress,
	 * CollectionUUIDMismatch, MigrationBlockingOperationCoordinatorCleaningUp,
	 * UpdatesStillPending, StaleConfig. Also MaxTimeMSExpired, since Monarch sets no
	 * limit here, but servers may, with {@code defaultMaxTimeMS}.
	 */
	private static final Set<Integer> OF_OTHER_WORK = Set.of(24, 46, 48, MAX_TIME_EXPIRED, 64, 107, 112, 117, 150, 215,
			249, 267, 319, 361, 406, 412, 13388);

	/**
	 * The errors due to overload: TemporarilyUnavailable, ResourceExhausted,
	 * AdmissionQueueOverflow, RateLimitExceeded, IngressRequestRateLimitExceeded, and the
	 * code of Azure Cosmos DB for an excessive rate.
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
	 * Tell whether all failures in a bulk write are transient, since the bulk failure
	 * itself has no code.
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
	 * Tell whether the server is overloaded, so that an immediate retry makes it worse.
	 */
	static boolean isOverload(MongoException failure) {
		return OF_OVERLOAD.contains(failure.getCode()) || failure.hasErrorLabel(OVERLOADED);
	}

	/**
	 * Tell whether the server stopped the work because it took too long. A retry takes as
	 * long, unless the server was busy.
	 */
	static boolean isTimeLimit(MongoException failure) {
		return failure.getCode() == MAX_TIME_EXPIRED;
	}

}
