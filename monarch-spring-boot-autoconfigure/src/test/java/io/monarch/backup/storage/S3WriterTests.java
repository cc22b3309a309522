package io.monarch.backup.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link S3Writer} with a store that begins an upload and then reads nothing.
 */
class S3WriterTests {

	private static final String BEGUN = "<InitiateMultipartUploadResult><UploadId>1</UploadId>"
			+ "</InitiateMultipartUploadResult>";

	@Test
	@Timeout(120)
	void partThatTheStoreDoesNotTakeIsGivenUp() throws Exception {
		try (ServerSocket store = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
				S3Client client = client(store)) {
			Thread thread = new Thread(() -> serve(store), "silent-store");
			thread.setDaemon(true);
			thread.start();
			S3Writer writer = new S3Writer(new S3Bucket(client, "backups", ""), "shop.dmp.zip", Duration.ofSeconds(1),
					() -> {
					});
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
				writer.channel().write(ByteBuffer.allocate(20 << 20));
				writer.complete();
			}).withMessageContaining("bucket 'backups' cannot be reached");
			store.close();
			assertThatExceptionOfType(IOException.class).isThrownBy(writer::close);
		}
	}

	private static S3Client client(ServerSocket store) {
		return S3Client.builder()
			.endpointOverride(URI.create("http://127.0.0.1:" + store.getLocalPort()))
			.region(Region.US_EAST_1)
			.forcePathStyle(true)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
			.build();
	}

	/**
	 * Answer the first request of each connection only where it begins an upload. What is
	 * sent on the others is not read, and they stay open until the client ends them.
	 */
	private static void serve(ServerSocket store) {
		try {
			while (true) {
				Socket client = store.accept();
				InputStream input = client.getInputStream();
				String request = new String(input.readNBytes(4), StandardCharsets.ISO_8859_1);
				if (request.equals("POST")) {
					client.getOutputStream()
						.write(("HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nConnection: close\r\n"
								+ "Content-Length: " + BEGUN.length() + "\r\n\r\n" + BEGUN)
							.getBytes(StandardCharsets.ISO_8859_1));
					client.shutdownOutput();
				}
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

}
