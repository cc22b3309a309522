package io.monarch.queryset;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.queryset.MaskedDocument.FieldMask;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.configuration.CodecRegistry;

/**
 * Masks and transforms the documents of one collection, in the order of the query set's
 * calls. Several threads use it at once.
 */
final class DocumentChange implements UnaryOperator<RawBsonDocument> {

	private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

	private final String querySet;

	private final String collection;

	private final CodecRegistry registry;

	private final List<UnaryOperator<RawBsonDocument>> steps = new ArrayList<>();

	/** The masks since the last transformation, which are one step. */
	private List<FieldMask> masks = new ArrayList<>();

	private final List<MaskedField> masked = new ArrayList<>();

	private boolean transformed;

	DocumentChange(String querySet, String collection, CodecRegistry registry) {
		this.querySet = querySet;
		this.collection = collection;
		this.registry = registry;
	}

	/**
	 * Mask a field.
	 * @param required whether at least one document has to have it
	 */
	void mask(String field, Mask mask, MaskKey key, boolean required) {
		if (this.masks.isEmpty()) {
			List<FieldMask> step = this.masks;
			this.steps.add((document) -> MaskedDocument.of(document, step));
		}
		MaskedField masked = new MaskedField(field, required, this.steps.size() - 1, new AtomicBoolean());
		this.masked.add(masked);
		this.masks.add(new FieldMask(field, (value) -> {
			masked.found().setPlain(true);
			return value.isNull() ? value : mask.mask(value, key);
		}));
	}

	void transform(UnaryOperator<Document> transform) {
		this.masks = new ArrayList<>();
		this.transformed = true;
		this.steps.add((document) -> {
			Document decoded = new DocumentCodec(this.registry).decode(document.asBsonReader(),
					DecoderContext.builder().build());
			Document changed = transform.apply(decoded);
			if (changed == null) {
				throw new IllegalStateException("it returned null");
			}
			return new RawBsonDocument(changed.toBsonDocument(BsonDocument.class, this.registry), CODEC);
		});
	}

	/**
	 * Return the fields that are masked, in their order.
	 */
	List<MaskedField> masked() {
		return List.copyOf(this.masked);
	}

	/**
	 * Describe the masks. Absent are the paths that no document has had since the last
	 * {@link #forget()}.
	 */
	MaskedCollection describe() {
		Set<String> paths = new LinkedHashSet<>();
		this.masked.forEach((each) -> paths.add(each.path()));
		Set<String> absent = new LinkedHashSet<>(paths);
		this.masked.stream().filter((each) -> each.found().get()).map(MaskedField::path).forEach(absent::remove);
		return new MaskedCollection(this.collection, List.copyOf(paths), this.transformed, List.copyOf(absent));
	}

	/**
	 * Forget the paths that were found in documents that were only sampled.
	 */
	void forget() {
		this.masked.forEach((each) -> each.found().set(false));
	}

	@Override
	public RawBsonDocument apply(RawBsonDocument document) {
		return apply(document, this.steps.size());
	}

	/**
	 * Return a document after the first steps.
	 */
	RawBsonDocument apply(RawBsonDocument document, int first) {
		BsonValue id = document.get("_id");
		try {
			RawBsonDocument changed = document;
			for (UnaryOperator<RawBsonDocument> step : this.steps.subList(0, first)) {
				changed = step.apply(changed);
			}
			if (!Objects.equals(changed.get("_id"), id)) {
				throw new IllegalStateException("it changed the _id");
			}
			return changed;
		}
		catch (RuntimeException ex) {
			throw new MonarchException(Kind.FAILED,
					"Query set '" + this.querySet + "' cannot change the document with _id " + id + " of collection '"
							+ this.collection + "': " + ex.getMessage() + ".",
					"Nothing was changed. Correct the query set.", ex);
		}
	}

	/**
	 * A field that is masked.
	 *
	 * @param path its path
	 * @param required whether at least one document has to have it
	 * @param steps how many steps come before the one that masks it
	 * @param found whether a document has had it
	 */
	record MaskedField(String path, boolean required, int steps, AtomicBoolean found) {

	}

}
