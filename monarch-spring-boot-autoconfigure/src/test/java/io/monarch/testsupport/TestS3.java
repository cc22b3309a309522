package io.monarch.testsupport;

import java.net.URI;
import java.nio.file.Path;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A server in this process that speaks S3 over HTTP, with a bucket {@code backups}.
 */
public final class TestS3 implements AutoCloseable {

	/** The access key. */
	public static final String KEY = "test-key";

	/** The secret key, which may be found in no output. */
	public static final String SECRET = "planted-secret";

	/** It reports with a stack trace what tests do to it on purpose. */
	private static final Logger NOISE = Logger.getLogger("org.jclouds");

	private final BlobStoreContext store;

	private final S3Proxy server;

	private TestS3(BlobStoreContext store, S3Proxy server) {
		this.store = store;
		this.server = server;
	}

	/**
	 * Start a server.
	 * @param data where it keeps what it is given
	 * @return the server
	 * @throws Exception if it cannot be started
	 */
	public static TestS3 start(Path data) throws Exception {
		NOISE.setLevel(Level.OFF);
		Properties properties = new Properties();
		properties.setProperty("jclouds.filesystem.basedir", data.toString());
		BlobStoreContext store = ContextBuilder.newBuilder("filesystem")
			.credentials(KEY, SECRET)
			.overrides(properties)
			.build(BlobStoreContext.class);
		S3Proxy server = S3Proxy.builder()
			.blobStore(store.getBlobStore())
			.endpoint(URI.create("http://127.0.0.1:0"))
			.awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY, SECRET)
			.build();
		server.start();
		TestS3 started = new TestS3(store, server);
		try (S3Client client = started.client(SECRET)) {
			client.createBucket((request) -> request.bucket("backups"));
		}
		return started;
	}

	/**
	 * Return the endpoint.
	 * @return the endpoint
	 */
	public URI endpoint() {
		return URI.create("http://127.0.0.1:" + this.server.getPort());
	}

	/**
	 * Return a client, to be closed.
	 * @param secret the secret key
	 * @return the client
	 */
	public S3Client client(String secret) {
		return S3Client.builder()
			.endpointOverride(endpoint())
			.region(Region.US_EAST_1)
			.forcePathStyle(true)
			.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
			.responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, secret)))
			.build();
	}

	/**
	 * Stop the server as if the network were gone.
	 * @throws Exception if that fails
	 */
	public void stop() throws Exception {
		this.server.stop();
	}

	@Override
	public void close() throws Exception {
		this.server.stop();
		this.store.close();
	}

}
