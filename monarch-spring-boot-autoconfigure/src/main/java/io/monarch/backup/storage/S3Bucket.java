package io.monarch.backup.storage;

import java.io.IOException;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A bucket, and what its failures mean.
 *
 * @param client the client
 * @param name its name
 * @param prefix what all keys begin with
 */
record S3Bucket(S3Client client, String name, String prefix) {

	String key(String file) {
		return this.prefix + file;
	}

	/**
	 * Call the store.
	 * @throws IOException if that fails, in an administrator's words
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
				? failure.awsErrorDetails().errorCode() : "without saying why";
		if ("NoSuchBucket".equals(code)) {
			return bucket + "does not exist";
		}
		return switch (failure.statusCode()) {
			case 301, 307 -> bucket + "is in another region: check monarch.backups.s3.region";
			case 400 -> bucket + "refuses the request (" + code + "): check monarch.backups.s3.region and endpoint";
			case 401, 403 -> bucket + "denies access (" + code + "): check the access key and what it may do";
			case 404 -> bucket + "has no such object, or does not exist";
			case 412 -> bucket + "has another object of this name, or it was changed meanwhile";
			default -> bucket + "answers " + failure.statusCode() + " " + code;
		};
	}

	private static String firstLine(SdkException ex) {
		return String.valueOf(ex.getMessage()).lines().findFirst().orElse("");
	}

	/**
	 * A call of the store.
	 */
	@FunctionalInterface
	interface Call<T extends @Nullable Object> {

		T run(S3Client client);

	}

}
