package io.monarch.transfer;

import java.util.List;
import java.util.Set;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.bulk.WriteConcernError;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TransientErrors}.
 */
class TransientErrorsTests {

	/**
	 * Those that servers and drivers call retryable.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 6, 7, 50, 64, 89, 91, 112, 133, 134, 145, 150, 189, 202, 249, 262, 358, 365, 402, 406, 407,
			412, 433, 449, 462, 9001, 10107, 11600, 11602, 13388, 13435, 13436, 16500 })
	void containWhenTheServerCallsItRetryableIsTrue(int code) {
		assertThat(TransientErrors.contain(code)).isTrue();
		assertThat(TransientErrors.contain(new MongoException(code, "x"))).isTrue();
	}

	/**
	 * Unauthorized, NamespaceNotFound, InvalidOptions, UnknownReplWriteConcern,
	 * DocumentValidationFailure, Interrupted (an administrator's wish), DuplicateKey.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 1, 13, 26, 72, 79, 100, 121, 408, 11601, 11000 })
	void containWhenItFailsAgainIsFalse(int code) {
		assertThat(TransientErrors.contain(code)).isFalse();
		assertThat(TransientErrors.contain(new MongoException(code, "x"))).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "0, 91, true", "0, 100, false", "462, 0, true", "11000, 0, false", "462, 91, true", "11000, 91, false",
			"462, 100, false", "0, 0, false" })
	void containWhenWritesOfABulkFailTellsByTheirErrors(int write, int concern, boolean expected) {
		List<BulkWriteError> errors = (write != 0) ? List.of(new BulkWriteError(write, "x", new BsonDocument(), 0))
				: List.of();
		MongoBulkWriteException failure = new MongoBulkWriteException(BulkWriteResult.unacknowledged(), errors,
				(concern != 0) ? new WriteConcernError(concern, "x", "x", new BsonDocument()) : null,
				new ServerAddress(), Set.of());
		assertThat(TransientErrors.contain(failure)).isEqualTo(expected);
	}

	@Test
	void isOverloadWhenTheRateIsTooHighIsTrue() {
		MongoException labelled = new MongoException(1, "x");
		labelled.addLabel("SystemOverloadedError");
		assertThat(TransientErrors.isOverload(labelled)).isTrue();
		assertThat(TransientErrors.isOverload(new MongoException(16500, "x"))).isTrue();
		assertThat(TransientErrors.isOverload(new MongoException(189, "x"))).isFalse();
	}

}
