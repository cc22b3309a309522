package io.monarch.queryset;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.configuration.CodecRegistry;

/**
 * Masks and transforms the documents of one collection, in the order in which that was
 * said. Several threads use it at once.
 */
final class DocumentChange implements UnaryOperator<RawBsonDocument> {

	private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

	private final String querySet;

	private final String collection;

	private final CodecRegistry registry;

	private final List<UnaryOperator<BsonDocument>> steps = new ArrayList<>();

	DocumentChange(String querySet, String collection, CodecRegistry registry) {
		this.querySet = querySet;
		this.collection = collection;
		this.registry = registry;
	}

	void mask(String field, Mask mask, MaskKey key) {
		this.steps.add((document) -> {
			BsonValue unused = Paths.replace(document, field,
					(value) -> value.isNull() ? value : mask.mask(value, key));
			return document;
		});
	}

	void transform(UnaryOperator<Document> transform) {
		this.steps.add((document) -> {
			Document decoded = new DocumentCodec(this.registry).decode(document.asBsonReader(),
					DecoderContext.builder().build());
			Document changed = transform.apply(decoded);
			if (changed == null) {
				throw new IllegalStateException("it returned null");
			}
			return changed.toBsonDocument(BsonDocument.class, this.registry);
		});
	}

	@Override
	public RawBsonDocument apply(RawBsonDocument document) {
		BsonValue id = document.get("_id");
		try {
			BsonDocument changed = CODEC.decode(document.asBsonReader(), DecoderContext.builder().build());
			for (UnaryOperator<BsonDocument> step : this.steps) {
				changed = step.apply(changed);
			}
			if (!Objects.equals(changed.get("_id"), id)) {
				throw new IllegalStateException("it changed the _id");
			}
			return changed.equals(document) ? document : new RawBsonDocument(changed, CODEC);
		}
		catch (RuntimeException ex) {
			throw new MonarchException(Kind.FAILED,
					"Query set '" + this.querySet + "' cannot change the document with _id " + id + " of collection '"
							+ this.collection + "': " + ex.getMessage() + ".",
					"Mend the query set. Nothing was changed.", ex);
		}
	}

}
