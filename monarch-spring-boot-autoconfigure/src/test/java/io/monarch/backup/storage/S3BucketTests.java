package io.monarch.backup.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What an administrator reads when a store refuses, by answers of S3 that the server of
 * the other tests never gives.
 */
class S3BucketTests {

	private HttpServer server;

	private S3Client client;

	private int status;

	private String body = "";

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", (exchange) -> {
			exchange.getRequestBody().readAllBytes();
			byte[] bytes = this.body.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().add("Content-Type", "application/xml");
			exchange.sendResponseHeaders(this.status, (bytes.length > 0) ? bytes.length : -1);
			exchange.getResponseBody().write(bytes);
			exchange.close();
		});
		this.server.start();
		this.client = S3Client.builder()
			.endpointOverride(URI.create("http://127.0.0.1:" + this.server.getAddress().getPort()))
			.region(Region.US_EAST_1)
			.forcePathStyle(true)
			.overrideConfiguration((settings) -> settings.retryStrategy(RetryMode.STANDARD))
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "planted-secret")))
			.build();
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.server.stop(0);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					301 | PermanentRedirect            | is in another region: check monarch.backups.s3.region
					307 | TemporaryRedirect            | is in another region: check monarch.backups.s3.region
					400 | AuthorizationHeaderMalformed | is in another region: check monarch.backups.s3.region
					400 | IllegalLocationConstraintException | is in another region: check monarch.backups.s3.region
					400 | BadDigest                    | received different bytes from those sent (BadDigest): run it again
					400 | XAmzContentSHA256Mismatch    | received different bytes from those sent (XAmzContentSHA256Mismatch): run it again
					400 | InvalidRequest               | refuses the request (InvalidRequest): check monarch.backups.s3.region and endpoint
					403 | InvalidAccessKeyId           | denies access (InvalidAccessKeyId): check the access key and its permissions
					404 | NoSuchBucket                 | does not exist
					404 | NoSuchKey                    | has no such object, or does not exist
					412 | PreconditionFailed           | has another object of this name, or it was changed in the meantime
					503 | SlowDown                     | answers 503 SlowDown
					""")
	void failureSaysWhatToDo(int answer, String code, String expected) {
		this.status = answer;
		this.body = "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>No.</Message></Error>";
		assertThatExceptionOfType(IOException.class).isThrownBy(this::put)
			.withMessage("bucket 'backups' " + expected)
			.withMessageNotContaining("planted-secret");
	}

	@Test
	void failureWhenTheAnswerHasNoBodySaysWhatItsStatusMeans() {
		this.status = 301;
		assertThatExceptionOfType(IOException.class).isThrownBy(this::put)
			.withMessage("bucket 'backups' is in another region: check monarch.backups.s3.region");
	}

	private void put() throws IOException {
		new S3Bucket(this.client, "backups", "").call((s3) -> s3
			.putObject((request) -> request.bucket("backups").key("a.zip"), RequestBody.fromString("bytes")));
	}

}
