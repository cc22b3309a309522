package io.monarch.backup.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

import io.monarch.environment.Interruption;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Writes an object in parts, several of which are uploaded at once. A part that contains
 * the held position stays in memory until it is released; parts need not be uploaded in
 * order.
 */
final class S3Writer implements BackupWriter {

	private static final int UPLOADS = 3;

	/**
	 * The header of a zip entry is never longer, so nothing after it changes.
	 */
	private static final int HELD = 128 << 10;

	private static final int NOT_IMPLEMENTED = 501;

	private static final int NOT_FOUND = 404;

	private final S3Bucket bucket;

	private final String name;

	private final Duration patience;

	private final Release release;

	private final String upload;

	private final Channel channel = new Channel();

	private final ExecutorService executor = Executors.newFixedThreadPool(UPLOADS, (task) -> {
		Thread thread = new Thread(task, "monarch-s3-upload");
		thread.setDaemon(true);
		return thread;
	});

	private final Semaphore free = new Semaphore(UPLOADS);

	private final List<Future<CompletedPart>> uploads = new ArrayList<>();

	private final List<S3Part> held = new ArrayList<>();

	private S3Part current = S3Part.first();

	private long hold = -1;

	private boolean complete;

	private boolean closed;

	/**
	 * Begin an object.
	 * @param patience the time that the store may take for each attempt to upload a part
	 * of the smallest size
	 */
	S3Writer(S3Bucket bucket, String name, Duration patience, Release release) throws IOException {
		this.bucket = bucket;
		this.name = name;
		this.patience = patience;
		this.release = release;
		this.upload = bucket
			.call((client) -> client
				.createMultipartUpload((request) -> request.bucket(bucket.name()).key(bucket.key(name))))
			.uploadId();
	}

	@Override
	public String name() {
		return this.name;
	}

	/**
	 * Return the store's id of the upload.
	 */
	String upload() {
		return this.upload;
	}

	@Override
	public SeekableByteChannel channel() {
		return this.channel;
	}

	@Override
	public void hold() {
		this.hold = this.channel.position();
	}

	@Override
	public void release() throws IOException {
		this.hold = -1;
		for (S3Part part : this.held) {
			upload(part);
		}
		this.held.clear();
	}

	private void append(ByteBuffer source) throws IOException {
		while (source.hasRemaining()) {
			if (this.current.isFull()) {
				turnOver();
			}
			this.current.append(source);
		}
	}

	private void turnOver() throws IOException {
		S3Part full = this.current;
		this.current = full.next();
		boolean isHeld = this.hold >= 0 && this.hold < full.end() && full.start() < this.hold + HELD;
		if (isHeld) {
			this.held.add(full);
		}
		else {
			upload(full);
		}
	}

	/**
	 * Overwrite bytes that have not been uploaded yet.
	 */
	private void overwrite(long position, ByteBuffer source) throws IOException {
		long at = position;
		while (source.hasRemaining()) {
			S3Part part = this.current;
			for (S3Part each : this.held) {
				part = each.holds(at) ? each : part;
			}
			if (!part.holds(at)) {
				throw new IOException("a part of the backup that is already uploaded cannot be written again");
			}
			at += part.overwrite(at, source);
		}
	}

	private void upload(S3Part part) throws IOException {
		try {
			this.free.acquire();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("the upload was cancelled", ex);
		}
		this.uploads.add(this.executor.submit(() -> {
			try {
				return put(part);
			}
			finally {
				this.free.release();
			}
		}));
		requireNoFailure();
	}

	/**
	 * Upload a part with a time limit. The client itself limits only the wait for
	 * replies, so it would wait forever for a store that silently stops accepting bytes.
	 */
	private CompletedPart put(S3Part part) throws IOException {
		ByteBuffer content = part.content();
		Duration most = this.patience.multipliedBy(Math.max(1, content.remaining() / S3Part.SMALLEST));
		String tag = this.bucket.call((client) -> client.uploadPart(
				(request) -> request.bucket(this.bucket.name())
					.key(this.bucket.key(this.name))
					.uploadId(this.upload)
					.partNumber(part.number())
					.overrideConfiguration((configuration) -> configuration.apiCallAttemptTimeout(most)),
				RequestBody.fromByteBuffer(content)))
			.eTag();
		return CompletedPart.builder().partNumber(part.number()).eTag(tag).build();
	}

	private void requireNoFailure() throws IOException {
		for (Future<CompletedPart> each : this.uploads) {
			if (each.isDone()) {
				var unused = get(each);
			}
		}
	}

	private static CompletedPart get(Future<CompletedPart> upload) throws IOException {
		try {
			return upload.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("the upload was cancelled", ex);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof Error error) {
				throw error; // which is not the store's
			}
			throw (ex.getCause() instanceof IOException cause) ? cause : new IOException(ex.getCause());
		}
	}

	@Override
	public void complete() throws IOException {
		release();
		if (!this.current.isEmpty() || this.uploads.isEmpty()) {
			upload(this.current);
		}
		List<CompletedPart> parts = new ArrayList<>();
		for (Future<CompletedPart> each : this.uploads) {
			parts.add(get(each));
		}
		parts.sort(Comparator.comparing(CompletedPart::partNumber));
		try {
			complete(parts);
		}
		catch (IOException ex) {
			// The reply may have been lost, so that the next attempt finds no upload.
			if (storedSize() != this.channel.size()) {
				throw ex;
			}
		}
		this.complete = true;
		long size = storedSize();
		if (size >= 0 && size != this.channel.size()) {
			throw new IOException("bucket '" + this.bucket.name() + "' stores " + size + " of " + this.channel.size()
					+ " bytes of '" + this.name + "'");
		}
	}

	/**
	 * Return the size of the object that has the name now, or -1 if the store does not
	 * report it.
	 */
	private long storedSize() {
		try {
			return this.bucket.call((client) -> client
				.headObject((request) -> request.bucket(this.bucket.name()).key(this.bucket.key(this.name)))
				.contentLength());
		}
		catch (IOException ex) {
			return (ex.getCause() instanceof S3Exception failure && failure.statusCode() == NOT_FOUND) ? 0 : -1;
		}
	}

	private void complete(List<CompletedPart> parts) throws IOException {
		CompleteMultipartUploadRequest request = CompleteMultipartUploadRequest.builder()
			.bucket(this.bucket.name())
			.key(this.bucket.key(this.name))
			.uploadId(this.upload)
			.multipartUpload((uploaded) -> uploaded.parts(parts))
			.ifNoneMatch("*")
			.build();
		var unused = this.bucket.call((client) -> {
			try {
				return client.completeMultipartUpload(request);
			}
			catch (S3Exception ex) {
				if (ex.statusCode() != NOT_IMPLEMENTED) {
					throw ex;
				}
				// A store without conditional writes; the name is reserved.
				return client.completeMultipartUpload(request.toBuilder().ifNoneMatch(null).build());
			}
		});
	}

	@Override
	public void close() throws IOException {
		if (this.closed) {
			return; // the object with the name is another writer's
		}
		this.closed = true;
		this.executor.shutdown();
		try (Interruption deferred = Interruption.defer()) {
			try {
				if (!this.complete) {
					abort();
				}
			}
			finally {
				releaseReservation();
			}
		}
	}

	/**
	 * Failures are ignored: the backup is complete, or an earlier failure is reported.
	 * The next day's backup removes a remaining reservation.
	 */
	private void releaseReservation() {
		try {
			this.release.run();
		}
		catch (IOException ex) {
			// as above
		}
	}

	/**
	 * Abort the upload. This waits for parts in flight, which could otherwise arrive
	 * afterwards.
	 */
	private void abort() throws IOException {
		for (Future<CompletedPart> each : this.uploads) {
			try {
				var unused = each.get();
			}
			catch (ExecutionException | CancellationException ex) {
				// the failure is already reported, and the part is gone with the rest
			}
			catch (InterruptedException ex) {
				throw new IOException("the upload was cancelled", ex);
			}
		}
		var unused = this.bucket.call((client) -> client.abortMultipartUpload(
				(request) -> request.bucket(this.bucket.name()).key(this.bucket.key(this.name)).uploadId(this.upload)));
	}

	/**
	 * Releases the name.
	 */
	@FunctionalInterface
	interface Release {

		void run() throws IOException;

	}

	/**
	 * The channel for the bytes.
	 */
	private final class Channel extends S3Channel {

		@Override
		public int write(ByteBuffer source) throws IOException {
			int length = source.remaining();
			if (position() == size()) {
				append(source);
			}
			else {
				overwrite(position(), source);
			}
			position(position() + length);
			return length;
		}

		@Override
		public long size() {
			return S3Writer.this.current.end();
		}

		@Override
		public int read(ByteBuffer target) throws IOException {
			throw new IOException("A backup that is being written cannot be read");
		}

	}

}
