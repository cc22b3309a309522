package io.monarch.rehearsal;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * The top-level fields in which documents of one collection differ.
 */
final class DifferingFields {

	private final String collection;

	private final ComparedForm form;

	private final Set<String> names = new TreeSet<>();

	private boolean order;

	DifferingFields(String collection, ComparedForm form) {
		this.collection = collection;
		this.form = form;
	}

	/**
	 * Compare a document with that of the same id.
	 */
	void compare(RawBsonDocument document, @Nullable RawBsonDocument counterpart) {
		if (counterpart == null) {
			add("_id");
			return;
		}
		Set<String> differing = new TreeSet<>(document.keySet());
		differing.addAll(counterpart.keySet());
		// Documents as values are equal whatever the order of their fields.
		differing.removeIf((name) -> Objects.equals(document.get(name), counterpart.get(name)));
		differing.forEach(this::add);
		this.order |= differing.isEmpty() && !isSameInForm(document, counterpart);
	}

	private void add(String name) {
		if (!this.form.omitted(this.collection).contains(name)) {
			this.names.add(name);
		}
	}

	private boolean isSameInForm(RawBsonDocument document, RawBsonDocument counterpart) {
		return this.form.of(this.collection, document)
			.getByteBuffer()
			.asNIO()
			.equals(this.form.of(this.collection, counterpart).getByteBuffer().asNIO());
	}

	/**
	 * Return the names of the fields, with {@code _id} if the ids differ.
	 */
	Set<String> names() {
		return this.names;
	}

	String describe() {
		if (!this.names.isEmpty()) {
			return ((this.names.size() == 1) ? "field " : "fields ") + String.join(", ", this.names);
		}
		return this.order ? "order of fields" : "";
	}

}
