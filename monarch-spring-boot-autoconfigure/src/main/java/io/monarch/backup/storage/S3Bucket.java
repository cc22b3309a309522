package io.monarch.backup.storage;

import java.io.IOException;

import io.monarch.environment.FailureText;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A bucket, with translated failures.
 *
 * @param client the client
 * @param name its name
 * @param prefix the prefix of all keys
 */
record S3Bucket(S3Client client, String name, String prefix) {

	private static final String ANOTHER_REGION = "is in another region: check monarch.backups.s3.region";

	String key(String file) {
		return this.prefix + file;
	}

	/**
	 * Call the store.
	 * @throws IOException if that fails, with a message for administrators
	 */
	<T extends @Nullable Object> T call(Call<T> call) throws IOException {
		try {
			return call.run(this.client);
		}
		catch (SdkException ex) {
			throw failure(ex);
		}
	}

	IOException failure(SdkException ex) {
		return new IOException(describe(ex), ex);
	}

	private String describe(SdkException ex) {
		String bucket = "bucket '" + this.name + "' ";
		if (!(ex instanceof S3Exception failure)) {
			return bucket + "cannot be reached: " + firstLine(ex);
		}
		String code = (failure.awsErrorDetails() != null && failure.awsErrorDetails().errorCode() != null)
				? failure.awsErrorDetails().errorCode() : "without a reason";
		return bucket + switch (code) {
			case "NoSuchBucket" -> "does not exist";
			case "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" -> ANOTHER_REGION;
			case "BadDigest", "XAmzContentSHA256Mismatch" ->
				"received different bytes from those sent (" + code + "): run it again";
			default -> describe(failure.statusCode(), code);
		};
	}

	private static String describe(int status, String code) {
		return switch (status) {
			case 301, 307 -> ANOTHER_REGION;
			case 400 -> "refuses the request (" + code + "): check monarch.backups.s3.region and endpoint";
			case 401, 403 -> "denies access (" + code + "): check the access key and its permissions";
			case 404 -> "has no such object, or does not exist";
			case 412 -> "has another object of this name, or it was changed in the meantime";
			default -> "answers " + status + " " + code;
		};
	}

	private static String firstLine(SdkException ex) {
		return FailureText.firstLine(ex.getMessage());
	}

	/**
	 * A call of the store.
	 */
	@FunctionalInterface
	interface Call<T extends @Nullable Object> {

		T run(S3Client client);

	}

}
