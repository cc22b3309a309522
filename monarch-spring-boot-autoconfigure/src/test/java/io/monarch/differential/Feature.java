package io.monarch.differential;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * A property of random databases that can be left out, for an operation that cannot keep
 * it by its nature or to run without a fault that is known.
 */
enum Feature {

	/** A collection of more than 64 MiB, which makes a round slow. */
	LARGE,

	/** Documents whose {@code _id} is MaxKey, beside others. */
	MAX_KEY_IDS,

	/** Schemas, pipelines and filters with fields named {@code $oid} and the like. */
	EXTENDED_JSON,

	/** Collections of users with names that begin as those of Monarch. */
	MONARCH_NAMES,

	/** Collections of users with names of exactly the form of Monarch's. */
	MONARCH_FORMS,

	/** Names that stock tools cannot restore, or that a file system joins. */
	ODD_NAMES,

	/**
	 * Names with a percent sign that are too long for a file. mongorestore takes them
	 * from the metadata, and then decodes them as if they were escaped.
	 */
	LONG_ESCAPED_NAMES,

	/** Fields named {@code ""}, {@code a.b} and {@code $x}. */
	ODD_FIELDS,

	/** A document that has one field twice. */
	DUPLICATE_FIELDS,

	/** {@code Timestamp(0, 0)} at the top, which servers replace on insert. */
	EMPTY_TIMESTAMPS,

	/** Indexes with the simple collation in a collection that has another one. */
	SIMPLE_INDEXES,

	/** Documents that the validator of their collection refuses. */
	INVALID_DOCUMENTS,

	/** Time-series collections. */
	TIME_SERIES,

	/** Stored functions. */
	FUNCTIONS,

	/** Values of types that are deprecated, such as undefined and symbols. */
	DEPRECATED_TYPES;

	/**
	 * Return all features but some.
	 * @param names the names of those to leave out, separated by commas
	 * @return the others
	 */
	static Set<Feature> without(String names) {
		Set<Feature> features = EnumSet.allOf(Feature.class);
		Arrays.stream(names.split(","))
			.map(String::strip)
			.filter((name) -> !name.isEmpty())
			.map((name) -> valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
			.forEach(features::remove);
		return features;
	}

}
