package io.monarch.backup.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.monarch.environment.Interruption;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Stores backups in a bucket of S3 or of a compatible store.
 */
public final class S3Storage implements BackupStorage, AutoCloseable {

	/** A key that reserves a name while a backup is being written. */
	private static final String RESERVATION = ".reserved";

	/** Holds the records of proofs. Lists of backups do not descend into it. */
	private static final String PROOFS = ".proofs/";

	/** The time after which a writer is considered dead. */
	private static final Duration ABANDONED = Duration.ofDays(1);

	/** For 8 MB, so for three at once 42 kB/s are enough. */
	private static final Duration PATIENCE = Duration.ofMinutes(10);

	private static final long MOMENT_MILLIS = 200;

	private static final int PRECONDITION_FAILED = 412;

	private static final int CONFLICT = 409;

	private static final int NOT_IMPLEMENTED = 501;

	private static final int NOT_FOUND = 404;

	/**
	 * The upload does not exist, the user may not read it, or the store cannot list
	 * parts.
	 */
	private static final Set<Integer> UNKNOWN = Set.of(400, 403, NOT_FOUND, 405, NOT_IMPLEMENTED);

	private final S3Bucket bucket;

	private final boolean owned;

	/**
	 * Create for a bucket.
	 * @param client the client
	 * @param bucket the name of the bucket
	 * @param prefix the prefix of all keys, or an empty string
	 * @param owned whether the client is closed with this storage
	 */
	public S3Storage(S3Client client, String bucket, String prefix, boolean owned) {
		this.bucket = new S3Bucket(client, bucket, (prefix.isEmpty() || prefix.endsWith("/")) ? prefix : prefix + "/");
		this.owned = owned;
	}

	@Override
	public String description() {
		return "s3://" + this.bucket.name() + "/" + this.bucket.prefix();
	}

	@Override
	public List<StoredFile> list() throws IOException {
		return this.bucket.call((client) -> {
			List<StoredFile> files = new ArrayList<>();
			client
				.listObjectsV2Paginator(
						(request) -> request.bucket(this.bucket.name()).prefix(this.bucket.prefix()).delimiter("/"))
				.contents()
				.stream()
				.filter((object) -> !object.key().endsWith(RESERVATION) && !object.key().endsWith("/"))
				.map(this::file)
				.forEach(files::add);
			return List.copyOf(files);
		});
	}

	private StoredFile file(S3Object object) {
		return new StoredFile(object.key().substring(this.bucket.prefix().length()), object.size(),
				object.lastModified());
	}

	@Override
	public BackupFile open(String name) throws IOException {
		HeadObjectResponse head = this.bucket.call((client) -> client
			.headObject((request) -> request.bucket(this.bucket.name()).key(this.bucket.key(name))));
		return new S3File(this.bucket, name, head.contentLength(), head.eTag());
	}

	@Override
	public BackupWriter create(String base, LocalDate date) throws IOException {
		abortAbandoned();
		releaseAbandoned();
		for (int number = 1;; number++) {
			String name = BackupName.of(base, date, number);
			if (!exists(name) && reserve(name)) {
				return begin(name);
			}
		}
	}

	private BackupWriter begin(String name) throws IOException {
		try {
			S3Writer writer = new S3Writer(this.bucket, name, PATIENCE, () -> release(name));
			abortOthers(name, writer.upload());
			return writer;
		}
		catch (IOException ex) {
			throw released(name, ex);
		}
	}

	/**
	 * Abort other uploads of the name: if the reply to the start of an upload was lost,
	 * the client has started another one. The name was just reserved, so no other process
	 * writes to it.
	 */
	private void abortOthers(String name, String upload) {
		String key = this.bucket.key(name);
		try {
			List<MultipartUpload> others = this.bucket.call((client) -> client
				.listMultipartUploadsPaginator((request) -> request.bucket(this.bucket.name()).prefix(key))
				.uploads()
				.stream()
				.filter((other) -> other.key().equals(key) && !other.uploadId().equals(upload))
				.toList());
			for (MultipartUpload other : others) {
				abort(other);
			}
		}
		catch (IOException ex) {
			// They are empty, and the next day's backup removes them.
		}
	}

	/**
	 * Remove a reservation after a failure, which is then reported.
	 */
	private IOException released(String name, IOException failure) {
		try (Interruption deferred = Interruption.defer()) {
			release(name);
		}
		catch (IOException ex) {
			failure.addSuppressed(ex);
		}
		return failure;
	}

	private boolean exists(String name) throws IOException {
		return modified(this.bucket.key(name)) != null;
	}

	private @Nullable Instant modified(String key) throws IOException {
		return this.bucket.<@Nullable Instant>call((client) -> {
			try {
				return client.headObject((request) -> request.bucket(this.bucket.name()).key(key)).lastModified();
			}
			catch (S3Exception ex) {
				if (ex.statusCode() == NOT_FOUND) {
					return null;
				}
				throw ex;
			}
		});
	}

	/**
	 * Reserve a name, so that two writers get different ones. Some compatible stores
	 * check a condition and write in two steps, so what was written is read again after a
	 * moment.
	 * @return whether it was free
	 */
	private boolean reserve(String name) throws IOException {
		String key = this.bucket.key(name + RESERVATION);
		Instant reserved = modified(key);
		if (reserved != null) {
			return false;
		}
		String owner = UUID.randomUUID().toString();
		if (!put(key, owner) && !holds(key, owner)) {
			return false; // the reply to a first attempt may have been lost
		}
		try {
			return isReserved(name, key, owner);
		}
		catch (IOException ex) {
			throw released(name, ex);
		}
	}

	private boolean isReserved(String name, String key, String owner) throws IOException {
		try {
			Thread.sleep(MOMENT_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("the backup was cancelled", ex);
		}
		boolean mine = holds(key, owner);
		if (mine && exists(name)) {
			release(name); // the process that had it has finished in the meantime
			return false;
		}
		return mine;
	}

	private boolean holds(String key, String content) throws IOException {
		return this.bucket.call((client) -> {
			try {
				return content.equals(client.getObjectAsBytes((request) -> request.bucket(this.bucket.name()).key(key))
					.asUtf8String());
			}
			catch (S3Exception ex) {
				if (ex.statusCode() == NOT_FOUND) {
					return false;
				}
				throw ex;
			}
		});
	}

	private boolean put(String key, String content) throws IOException {
		return this.bucket.call((client) -> {
			try {
				client.putObject((request) -> request.bucket(this.bucket.name()).key(key).ifNoneMatch("*"),
						RequestBody.fromString(content));
				return true;
			}
			catch (S3Exception ex) {
				if (ex.statusCode() == PRECONDITION_FAILED || ex.statusCode() == CONFLICT) {
					return false;
				}
				if (ex.statusCode() != NOT_IMPLEMENTED) {
					throw ex;
				}
				// A store without conditional writes: the name was just checked.
				client.putObject((request) -> request.bucket(this.bucket.name()).key(key),
						RequestBody.fromString(content));
				return true;
			}
		});
	}

	private void release(String name) throws IOException {
		var unused = this.bucket.call((client) -> client
			.deleteObject((request) -> request.bucket(this.bucket.name()).key(this.bucket.key(name + RESERVATION))));
	}

	/**
	 * Abort the uploads of dead writers: their parts cost money, and no listing shows
	 * them. Other uploads in the bucket are not touched.
	 */
	private void abortAbandoned() throws IOException {
		List<MultipartUpload> uploads = this.bucket.call((client) -> client
			.listMultipartUploadsPaginator((request) -> request.bucket(this.bucket.name()).prefix(this.bucket.prefix()))
			.uploads()
			.stream()
			.filter((upload) -> isBackup(upload.key()) && isAbandoned(upload.initiated()))
			.toList());
		for (MultipartUpload upload : uploads) {
			if (isAbandoned(lastWritten(upload))) {
				abort(upload);
			}
		}
	}

	/**
	 * Return when the newest part of an upload was written, since a large backup can take
	 * longer than a day; or {@code null} if the upload is gone, or if its parts may not
	 * be listed. Such an upload is not aborted.
	 */
	private @Nullable Instant lastWritten(MultipartUpload upload) throws IOException {
		return this.bucket.<@Nullable Instant>call((client) -> {
			try {
				return client.listPartsPaginator(
						(request) -> request.bucket(this.bucket.name()).key(upload.key()).uploadId(upload.uploadId()))
					.parts()
					.stream()
					.map(Part::lastModified)
					.max(Comparator.naturalOrder())
					.orElse(upload.initiated());
			}
			catch (S3Exception ex) {
				if (UNKNOWN.contains(ex.statusCode())) {
					return null;
				}
				throw ex;
			}
		});
	}

	private void abort(MultipartUpload upload) throws IOException {
		var unused = this.bucket.call((client) -> {
			try {
				client.abortMultipartUpload(
						(request) -> request.bucket(this.bucket.name()).key(upload.key()).uploadId(upload.uploadId()));
				return true;
			}
			catch (S3Exception ex) {
				if (ex.statusCode() == NOT_FOUND) {
					return false; // another process has just done it
				}
				throw ex;
			}
		});
	}

	/**
	 * Delete the reservations of dead writers. No later backup would find them, since
	 * names contain the day.
	 */
	private void releaseAbandoned() throws IOException {
		List<S3Object> abandoned = this.bucket.call((client) -> client
			.listObjectsV2Paginator(
					(request) -> request.bucket(this.bucket.name()).prefix(this.bucket.prefix()).delimiter("/"))
			.contents()
			.stream()
			.filter((object) -> isReservation(object.key()) && isAbandoned(object.lastModified()))
			.toList());
		for (S3Object object : abandoned) {
			var unused = this.bucket.call(
					(client) -> client.deleteObject((request) -> request.bucket(this.bucket.name()).key(object.key())));
		}
	}

	private boolean isBackup(String key) {
		return BackupName.isOne(key.substring(this.bucket.prefix().length()));
	}

	private boolean isReservation(String key) {
		return key.endsWith(RESERVATION) && isBackup(key.substring(0, key.length() - RESERVATION.length()));
	}

	private static boolean isAbandoned(@Nullable Instant since) {
		return since != null && since.isBefore(Instant.now().minus(ABANDONED));
	}

	@Override
	public void delete(String name) throws IOException {
		if (!exists(name)) {
			throw new FileNotFoundException("there is no '" + name + "'");
		}
		deleteObject(PROOFS + name);
		deleteObject(name);
	}

	private void deleteObject(String file) throws IOException {
		var unused = this.bucket.call((client) -> client
			.deleteObject((request) -> request.bucket(this.bucket.name()).key(this.bucket.key(file))));
	}

	@Override
	public byte @Nullable [] readProof(String name) throws IOException {
		return this.bucket.<byte @Nullable []>call((client) -> {
			try (ResponseInputStream<GetObjectResponse> object = client
				.getObject((request) -> request.bucket(this.bucket.name()).key(this.bucket.key(PROOFS + name)))) {
				return object.readNBytes(RECORD_MAXIMUM);
			}
			catch (S3Exception ex) {
				if (ex.statusCode() == NOT_FOUND) {
					return null;
				}
				throw ex;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	@Override
	public void writeProof(String name, byte[] record) throws IOException {
		var unused = this.bucket.call((client) -> client.putObject(
				(request) -> request.bucket(this.bucket.name()).key(this.bucket.key(PROOFS + name)),
				RequestBody.fromBytes(record)));
	}

	@Override
	public String placeOfProof(String name) {
		return description() + PROOFS + name;
	}

	@Override
	public void close() {
		if (this.owned) {
			this.bucket.client().close();
		}
	}

}
