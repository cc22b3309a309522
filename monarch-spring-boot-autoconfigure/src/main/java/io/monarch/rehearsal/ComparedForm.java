package io.monarch.rehearsal;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.monarch.transfer.DocumentForm;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * The form in which documents of two databases are compared.
 *
 * @param without the top-level fields of each collection that are not compared
 * @param sorted whether the order of fields is not compared
 */
record ComparedForm(Map<String, Set<String>> without, boolean sorted) implements DocumentForm {

	private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

	ComparedForm {
		without = Map.copyOf(without);
	}

	/**
	 * Return this form without the order of fields.
	 */
	ComparedForm inAnyOrder() {
		return new ComparedForm(this.without, true);
	}

	@Override
	public RawBsonDocument of(String collection, RawBsonDocument document) {
		Set<String> omitted = omitted(collection);
		if (omitted.isEmpty() && !this.sorted) {
			return document;
		}
		BsonDocument form = new BsonDocument();
		Map<String, BsonValue> fields = this.sorted ? new TreeMap<>(document) : document;
		fields.forEach((name, value) -> {
			if (!omitted.contains(name)) {
				// Another order within _id is another _id.
				form.put(name, (this.sorted && !name.equals("_id")) ? sort(value) : value);
			}
		});
		return new RawBsonDocument(form, CODEC);
	}

	/**
	 * Return the top-level fields of a collection that are not compared.
	 */
	Set<String> omitted(String collection) {
		return this.without.getOrDefault(collection, Set.of());
	}

	private static BsonValue sort(BsonValue value) {
		if (value.isDocument()) {
			BsonDocument fields = new BsonDocument();
			new TreeMap<>(value.asDocument()).forEach((name, each) -> fields.put(name, sort(each)));
			return fields;
		}
		return value.isArray() ? new BsonArray(value.asArray().stream().map(ComparedForm::sort).toList()) : value;
	}

}
