package io.monarch.backup.storage;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.monarch.testsupport.TestS3;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link S3Storage} with a server in this process, over HTTP.
 */
class S3StorageTests extends BackupStorageContract {

	@TempDir
	private Path data;

	private TestS3 server;

	private S3Client client;

	@BeforeEach
	void start() throws Exception {
		this.server = TestS3.start(this.data);
		this.client = this.server.client(TestS3.SECRET);
	}

	@AfterEach
	void stop() throws Exception {
		this.client.close();
		this.server.close();
	}

	@Override
	BackupStorage storage() {
		return new S3Storage(this.client, "backups", "some/prefix", false);
	}

	@Override
	List<String> hidden() {
		List<String> hidden = new ArrayList<>();
		this.client.listObjectsV2((request) -> request.bucket("backups"))
			.contents()
			.stream()
			.map((object) -> object.key())
			// The server of the test shows folders, which S3 does not have.
			.filter((key) -> !key.endsWith(".zip") && !key.endsWith("/"))
			.forEach(hidden::add);
		this.client.listMultipartUploads((request) -> request.bucket("backups"))
			.uploads()
			.forEach((upload) -> hidden.add("upload " + upload.key()));
		return hidden;
	}

	@Test
	void failureNamesTheBucketAndNoSecret() {
		BackupStorage missing = new S3Storage(this.client, "no-such-bucket", "", false);
		assertThatExceptionOfType(IOException.class).isThrownBy(missing::list)
			.withMessageContaining("bucket 'no-such-bucket' does not exist");
		try (S3Client wrong = this.server.client("wrong-secret")) {
			BackupStorage denied = new S3Storage(wrong, "backups", "", false);
			assertThatExceptionOfType(IOException.class).isThrownBy(denied::list)
				.withMessageContaining("bucket 'backups' denies access")
				.withMessageNotContaining("wrong-secret");
		}
	}

	@Test
	void lostConnectionIsAFailureAndNothingIsVisible() throws Exception {
		BackupWriter writer = storage().create("shop", LocalDate.of(2026, 11, 23));
		writer.channel().write(ByteBuffer.wrap(bytes(20 << 20)));
		this.server.stop();
		assertThatExceptionOfType(IOException.class).isThrownBy(writer::complete)
			.withMessageContaining("bucket 'backups'");
		assertThatExceptionOfType(IOException.class).isThrownBy(writer::close);
	}

	@Test
	void createWhenTheUploadCannotBeginOrIsCancelledLeavesNoReservation() throws Exception {
		LocalDate day = LocalDate.of(2026, 11, 23);
		S3Client refusing = (S3Client) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { S3Client.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("createMultipartUpload")) {
						throw SdkClientException.create("refused");
					}
					try {
						return method.invoke(this.client, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> new S3Storage(refusing, "backups", "some/prefix", false).create("shop", day))
			.withMessageContaining("refused");
		assertThat(hidden()).isEmpty();
		BackupStorage storage = storage();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> storage.create("shop", day));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(hidden()).isEmpty();
	}

	@Test
	void createWhenThereAreOldUploadsAbortsOnlyAbandonedOnesOfBackups() throws Exception {
		begin("some/prefix/shop__2026_11_20.dmp.zip");
		begin("some/prefix/shop__2026_11_20_2.dmp.zip");
		begin("some/prefix/video.mp4");
		begin("some/prefix/other/shop__2026_11_20.dmp.zip");
		String slow = begin("some/prefix/slow__2026_11_20.dmp.zip");
		begin("some/prefix/secret__2026_11_20.dmp.zip");
		this.client.uploadPart((request) -> request.bucket("backups")
			.key("some/prefix/slow__2026_11_20.dmp.zip")
			.uploadId(slow)
			.partNumber(1), RequestBody.fromString("still being written"));
		new S3Storage(later(), "backups", "some/prefix", false).create("shop", LocalDate.of(2026, 11, 23)).close();
		assertThat(hidden()).filteredOn((each) -> each.startsWith("upload "))
			.containsExactlyInAnyOrder("upload some/prefix/video.mp4",
					"upload some/prefix/other/shop__2026_11_20.dmp.zip", "upload some/prefix/slow__2026_11_20.dmp.zip",
					"upload some/prefix/secret__2026_11_20.dmp.zip");
	}

	@Test
	void createWhenThereAreOldReservationsDeletesOnlyThoseOfBackups() throws Exception {
		for (String key : List.of("shop__2026_11_20.dmp.zip.reserved", "seat.reserved", "seat__2026.reserved")) {
			this.client.putObject((request) -> request.bucket("backups").key("some/prefix/" + key),
					RequestBody.fromString("x"));
		}
		new S3Storage(later(), "backups", "some/prefix", false).create("shop", LocalDate.of(2026, 11, 23)).close();
		assertThat(hidden()).containsExactlyInAnyOrder("some/prefix/seat.reserved", "some/prefix/seat__2026.reserved");
	}

	@Test
	void createWhenSomebodyElseAbortsAnUploadGoesOn() throws Exception {
		begin("some/prefix/gone__2026_11_20.dmp.zip");
		BackupStorage storage = new S3Storage(later(), "backups", "some/prefix", false);
		try (BackupWriter writer = storage.create("shop", LocalDate.of(2026, 11, 23))) {
			assertThat(writer.name()).isEqualTo("shop__2026_11_23.dmp.zip");
		}
	}

	/**
	 * As where its first answer was lost, and the client has tried again.
	 */
	@Test
	void createWhenItsUploadWasBegunTwiceLeavesOne() throws Exception {
		S3Client twice = (S3Client) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { S3Client.class }, (proxy, method, arguments) -> {
					try {
						if (method.getName().equals("createMultipartUpload")) {
							var unused = method.invoke(this.client, arguments);
						}
						return method.invoke(this.client, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
		String neighbour = begin("some/prefix/shop__2026_11_23.dmp.zip.other");
		try (BackupWriter writer = new S3Storage(twice, "backups", "some/prefix", false).create("shop",
				LocalDate.of(2026, 11, 23))) {
			assertThat(this.client.listMultipartUploads((request) -> request.bucket("backups")).uploads())
				.extracting(MultipartUpload::key)
				.containsExactlyInAnyOrder("some/prefix/" + writer.name(),
						"some/prefix/shop__2026_11_23.dmp.zip.other");
			writer.channel().write(ByteBuffer.wrap(new byte[] { 1 }));
			writer.complete();
		}
		this.client.abortMultipartUpload((request) -> request.bucket("backups")
			.key("some/prefix/shop__2026_11_23.dmp.zip.other")
			.uploadId(neighbour));
		assertThat(this.client.listMultipartUploads((request) -> request.bucket("backups")).uploads()).isEmpty();
	}

	private String begin(String key) {
		return this.client.createMultipartUpload((request) -> request.bucket("backups").key(key)).uploadId();
	}

	/**
	 * Return a client to which all that is there was written two days ago, but for parts.
	 */
	private S3Client later() {
		Instant old = Instant.now().minus(Duration.ofDays(2));
		return (S3Client) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { S3Client.class },
				(proxy, method, arguments) -> {
					if (arguments != null
							&& (method.getName().endsWith("Paginator") || arguments[0] instanceof Consumer)) {
						return InvocationHandler.invokeDefault(proxy, method, arguments);
					}
					if (arguments != null && arguments[0] instanceof ListPartsRequest request
							&& request.key().contains("secret")) {
						throw S3Exception.builder().statusCode(403).build();
					}
					if (arguments != null && arguments[0] instanceof AbortMultipartUploadRequest request
							&& request.key().contains("gone")) {
						throw S3Exception.builder().statusCode(404).build();
					}
					Object answer;
					try {
						answer = method.invoke(this.client, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
					if (answer instanceof ListMultipartUploadsResponse listed) {
						return listed.toBuilder()
							.uploads(listed.uploads()
								.stream()
								.map((upload) -> upload.toBuilder().initiated(old).build())
								.toList())
							.build();
					}
					if (answer instanceof ListObjectsV2Response listed) {
						return listed.toBuilder()
							.contents(listed.contents()
								.stream()
								.map((object) -> object.toBuilder().lastModified(old).build())
								.toList())
							.build();
					}
					return answer;
				});
	}

}
