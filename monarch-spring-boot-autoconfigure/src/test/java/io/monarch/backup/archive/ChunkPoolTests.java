package io.monarch.backup.archive;

import java.util.concurrent.TimeUnit;

import io.monarch.environment.MonarchException;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ChunkPool}.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD, unit = TimeUnit.SECONDS)
class ChunkPoolTests {

	@Test
	void awaitWhenMemoryHasRunOutFailsAndSaysSo() throws Exception {
		try (ChunkPool pool = new ChunkPool(Compression.ZSTD)) {
			pool.compress(pool.take(), (buffer) -> {
				throw new OutOfMemoryError("Java heap space");
			});
			assertThatExceptionOfType(MonarchException.class).isThrownBy(pool::await)
				.withMessageContaining("process does not have enough memory")
				.withMessageContaining("Java heap space")
				.satisfies((ex) -> assertThat(ex.action()).contains("-Xmx"));
			assertThatExceptionOfType(MonarchException.class).isThrownBy(pool::take);
		}
	}

	@Test
	void awaitWhenAnErrorIsThrownThrowsIt() throws Exception {
		try (ChunkPool pool = new ChunkPool(Compression.GZIP)) {
			pool.compress(pool.take(), (buffer) -> {
				throw new LinkageError("no such class");
			});
			assertThatExceptionOfType(LinkageError.class).isThrownBy(pool::await).withMessage("no such class");
		}
	}

	@Test
	void takeWhenWaitingWhileTheWorkFailsFails() throws Exception {
		try (ChunkPool pool = new ChunkPool(Compression.NONE)) {
			for (ChunkBuffer last = pool.take();; last = pool.take()) {
				pool.compress(last, (buffer) -> {
					throw new OutOfMemoryError("Java heap space");
				});
			}
		}
		catch (MonarchException ex) {
			assertThat(ex).hasMessageContaining("memory");
		}
	}

	@Test
	void clearWhenADocumentWasLargeFreesItsMemory() {
		RawBsonDocument large = new RawBsonDocument(new BsonDocument("content", new BsonBinary(new byte[15 << 20])),
				new BsonDocumentCodec());
		for (Compression compression : Compression.values()) {
			try (ChunkBuffer buffer = new ChunkBuffer(compression)) {
				buffer.add(large);
				buffer.compress();
				buffer.clear();
				assertThat(buffer.compressed().length).as(compression.name()).isLessThan(10 << 20);
			}
		}
	}

}
