package io.monarch.backup.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.monarch.backup.archive.Contents.Piece;
import io.monarch.transfer.DocumentBatch;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PieceReader}.
 */
class PieceReaderTests {

	private static final int LARGE = 6 << 20;

	/**
	 * Whether the form tells how large its pieces are, or not.
	 */
	@ParameterizedTest
	@ValueSource(longs = { 0, 3L * LARGE })
	void readWhenDocumentsAreLargeHoldsOneAtOnce(long size) throws Exception {
		byte[] piece = documents(10, LARGE, LARGE, 10, LARGE);
		LargeMemory memory = new LargeMemory();
		AtomicInteger held = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicInteger written = new AtomicInteger();
		CyclicBarrier start = new CyclicBarrier(4);
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<Future<?>> readers = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				readers.add(threads.submit(() -> {
					start.await();
					new PieceReader("zoo", piece(piece, size), memory).read((batch) -> {
						if (batch.bytes() >= LARGE) {
							assertThat(batch.documents()).hasSize(1);
							most.accumulateAndGet(held.incrementAndGet(), Math::max);
							Digests.sha256(new byte[LARGE], LARGE); // others have time to
																	// come
							held.decrementAndGet();
						}
						written.addAndGet(batch.documents().size());
					});
					return null;
				}));
			}
			for (Future<?> each : readers) {
				each.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(written).hasValue(20);
		assertThat(most).hasValue(1);
	}

	@Test
	void readWhenTheWriterFailsLetsOthersGoOn() throws Exception {
		LargeMemory memory = new LargeMemory();
		byte[] piece = documents(LARGE);
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> new PieceReader("zoo", piece(piece, 0), memory).read((batch) -> {
				throw new IllegalStateException();
			}));
		List<DocumentBatch> batches = new ArrayList<>();
		new PieceReader("zoo", piece(piece, LARGE), memory).read(batches::add);
		assertThat(batches).hasSize(1);
	}

	private static Piece piece(byte[] bytes, long size) {
		return new Piece() {

			@Override
			public ByteArrayInputStream open() {
				return new ByteArrayInputStream(bytes);
			}

			@Override
			public long memory() {
				return size;
			}

		};
	}

	private static byte[] documents(int... sizes) throws IOException {
		ByteArrayOutputStream documents = new ByteArrayOutputStream();
		for (int size : sizes) {
			var buffer = new RawBsonDocument(new BsonDocument("x", new BsonBinary(new byte[size])),
					new BsonDocumentCodec())
				.getByteBuffer();
			byte[] bytes = new byte[buffer.remaining()];
			buffer.get(bytes);
			documents.write(bytes);
		}
		return documents.toByteArray();
	}

}
