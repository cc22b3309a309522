package io.monarch.backup.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import io.monarch.backup.archive.Contents.Piece;
import io.monarch.transfer.DocumentBatch;
import io.monarch.transfer.PartWriter;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Reads a piece batch by batch, and a large document separately. Exceptions of the writer
 * are propagated, so that they are not reported as damage of the backup.
 */
final class PieceReader {

	private static final int BATCH_DOCUMENTS = 4000;

	private static final long BATCH_BYTES = 4 << 20;

	private final String name;

	private final Piece piece;

	private final LargeMemory memory;

	private @Nullable DocumentStream stream;

	private long documents;

	/**
	 * Create for a piece.
	 * @param name the name of the backup
	 * @param memory prevents others from holding large documents at the same time
	 */
	PieceReader(String name, Piece piece, LargeMemory memory) {
		this.name = name;
		this.piece = piece;
		this.memory = memory;
	}

	void read(PartWriter writer) throws InterruptedException {
		if (this.piece.memory() <= LargeMemory.LARGE) {
			readAll(writer, false);
			return;
		}
		this.memory.acquire();
		try {
			readAll(writer, true);
		}
		finally {
			this.stream = null;
			this.memory.release();
		}
	}

	private void readAll(PartWriter writer, boolean held) throws InterruptedException {
		DocumentStream opened = ReadFailures.reading(this.name, this::open);
		boolean more = true;
		while (more) {
			boolean large = !held && ReadFailures.reading(this.name, opened::isLarge);
			if (large) {
				this.memory.acquire();
			}
			try {
				more = write(opened, writer);
			}
			finally {
				if (large) {
					this.memory.release();
				}
			}
		}
		ReadFailures.reading(this.name, this::close);
	}

	/**
	 * Read a batch and write it. It is garbage after this returns.
	 */
	private boolean write(DocumentStream opened, PartWriter writer) throws InterruptedException {
		DocumentBatch batch = ReadFailures.<@Nullable DocumentBatch>reading(this.name, () -> batch(opened));
		if (batch == null) {
			return false;
		}
		this.documents += batch.documents().size();
		writer.write(batch);
		return true;
	}

	private DocumentStream open() throws IOException {
		InputStream input = this.piece.open();
		DocumentStream opened = new DocumentStream(input);
		this.stream = opened;
		return opened;
	}

	private static @Nullable DocumentBatch batch(DocumentStream stream) throws IOException {
		List<RawBsonDocument> batch = new ArrayList<>();
		long bytes = 0;
		while (batch.size() < BATCH_DOCUMENTS && bytes < BATCH_BYTES && (batch.isEmpty() || !stream.isLarge())) {
			RawBsonDocument document = stream.next();
			if (document == null) {
				break;
			}
			batch.add(document);
			bytes += document.getByteBuffer().remaining();
		}
		return batch.isEmpty() ? null : new DocumentBatch(batch, bytes);
	}

	private boolean close() throws IOException {
		if (this.stream != null) {
			this.stream.close();
		}
		if (this.piece.documents() >= 0 && this.piece.documents() != this.documents) {
			throw new BadArchiveException("holds a different number of documents than declared");
		}
		return true;
	}

}
