package io.monarch.backup;

import java.nio.file.Path;

import io.monarch.backup.storage.BackupStorage;
import io.monarch.backup.storage.S3Storage;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.TestS3;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Tests for {@link Backups} in a bucket.
 */
@LongTest
class S3PruneTests extends PruneContract {

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
	void put(String name, byte[] content) {
		var unused = this.client.putObject((request) -> request.bucket("backups").key("some/prefix/" + name),
				RequestBody.fromBytes(content));
	}

}
