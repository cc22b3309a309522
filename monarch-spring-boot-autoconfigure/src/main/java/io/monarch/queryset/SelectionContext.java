package io.monarch.queryset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import com.mongodb.client.MongoIterable;
import com.mongodb.client.model.Projections;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.conversions.Bson;

/**
 * Records the calls of a query set.
 */
final class SelectionContext implements QuerySetContext {

	/** The field of a migration's record that is free text. */
	private static final String ERROR = "error";

	/** The field of a migration's record that repeats it with the stack trace. */
	private static final String FAILURE = "failure";

	private final String name;

	private final QuerySetSource source;

	private final Parameters parameters;

	private final QuerySetConversation conversation;

	private final MaskKey key;

	private final CodecRegistry registry;

	private final Map<String, List<BsonDocument>> filters = new LinkedHashMap<>();

	private final Set<String> whole = new HashSet<>();

	private final Set<String> excluded = new HashSet<>();

	private final Map<String, DocumentChange> changes = new LinkedHashMap<>();

	private boolean only;

	private boolean told;

	SelectionContext(String name, QuerySetSource source, Parameters parameters, QuerySetConversation conversation,
			MaskKey key) {
		this.name = name;
		this.source = source;
		this.parameters = parameters;
		this.conversation = conversation;
		this.key = key;
		this.registry = source.environment().mongoDatabase().getCodecRegistry();
	}

	Selection toSelection() {
		Map<String, List<Selection.Query>> queries = new LinkedHashMap<>();
		this.whole.forEach((collection) -> queries.put(collection, List.of()));
		this.filters.forEach((collection, each) -> {
			if (!this.whole.contains(collection)) {
				queries.put(collection, Queries.of(each));
			}
		});
		this.changes.forEach((collection, change) -> {
			new RequiredPaths(this.name, this.source, collection, change).require();
			change.forget();
		});
		List<String> masked = List.copyOf(this.changes.keySet());
		Set<String> histories = this.source.collectionNames()
			.stream()
			.filter(this.source::isHistory)
			.collect(Collectors.toSet());
		if (!this.changes.isEmpty()) {
			// The error of a migration can quote data that is masked.
			histories.forEach((history) -> change(history).transform(this::withoutError));
		}
		return new Selection(this.only, this.excluded, queries, new LinkedHashMap<>(this.changes), masked, histories);
	}

	private Document withoutError(Document migration) {
		if (migration.get(ERROR) != null) {
			migration.put(ERROR, "Left out by query set '" + this.name + "'");
		}
		migration.remove(FAILURE);
		return migration;
	}

	@Override
	public Environment environment() {
		return this.source.environment();
	}

	@Override
	public <T> List<T> ids(String collection, Bson filter) {
		return values(collection, filter, "_id");
	}

	@Override
	@SuppressWarnings("unchecked") // the caller knows the type of the field
	public <T> List<T> values(String collection, Bson filter, String field) {
		requireKnown(collection);
		Set<T> values = new LinkedHashSet<>();
		Bson projection = field.equals("_id") ? Projections.include("_id")
				: Projections.fields(Projections.include(Paths.projected(field)), Projections.excludeId());
		for (BsonDocument found : this.source.find(collection, filter, projection)) {
			for (BsonValue value : Paths.values(found, field)) {
				values.add((T) decode(value));
			}
		}
		return Collections.unmodifiableList(new ArrayList<>(values)); // null is a value
																		// as well
	}

	private Object decode(BsonValue value) {
		return new DocumentCodec(this.registry)
			.decode(new BsonDocument("value", value).asBsonReader(), DecoderContext.builder().build())
			.getOrDefault("value", value);
	}

	@Override
	public MongoIterable<Document> find(String collection, Bson filter) {
		requireKnown(collection);
		DocumentCodec codec = new DocumentCodec(this.registry);
		return this.source.find(collection, filter, new BsonDocument())
			.map((document) -> codec.decode(document.asBsonReader(), DecoderContext.builder().build()));
	}

	@Override
	public void dumpCollection(String collection, Bson filter) {
		requireDivisible(collection);
		requireNotHistory(collection, "selects a part of");
		this.filters.computeIfAbsent(collection, (each) -> new ArrayList<>())
			.add(filter.toBsonDocument(BsonDocument.class, this.registry));
	}

	@Override
	public void dumpCollection(String collection) {
		requireKnown(collection);
		this.whole.add(collection);
	}

	@Override
	public void only() {
		this.only = true;
	}

	@Override
	public void exclude(String... collections) {
		for (String collection : collections) {
			requireKnown(collection);
			requireNotHistory(collection, "excludes");
			this.excluded.add(collection);
		}
	}

	@Override
	public <T> T prompt(String parameter, String question, Class<T> type) {
		return this.parameters.get(parameter, question, type, this.conversation);
	}

	@Override
	public void say(String line) {
		this.conversation.say(line);
	}

	@Override
	public void mask(String collection, String field, Mask mask) {
		mask(collection, field, mask, true);
	}

	@Override
	public void maskIfPresent(String collection, String field, Mask mask) {
		mask(collection, field, mask, false);
	}

	private void mask(String collection, String field, Mask mask, boolean required) {
		requireDivisible(collection);
		requireNotHistory(collection, "masks");
		if (field.isEmpty()) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Query set '" + this.name + "' masks a field of collection '" + collection + "' that has no name.",
					"Name the field.");
		}
		if (field.equals("_id") || field.startsWith("_id.")) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Query set '" + this.name + "' masks the _id of collection '" + collection + "'.",
					"An _id must not change.");
		}
		if (this.key.isTemporary() && !this.told) {
			this.told = true;
			say("Masked values will differ between runs. Set monarch.masks.key to keep them the same.");
		}
		change(collection).mask(field, mask, this.key, required);
	}

	@Override
	public void transform(String collection, UnaryOperator<Document> transform) {
		requireDivisible(collection);
		requireNotHistory(collection, "transforms");
		change(collection).transform(transform);
	}

	private DocumentChange change(String collection) {
		return this.changes.computeIfAbsent(collection, (each) -> new DocumentChange(this.name, each, this.registry));
	}

	/**
	 * Views and time series are not stored as the documents that they show. They cannot
	 * be changed in a transfer, and must not appear to be masked.
	 */
	private void requireDivisible(String collection) {
		requireKnown(collection);
		if (!this.source.isDivisible(collection)) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Query set '" + this.name + "' selects or masks a part of '" + collection
							+ "', which is a view or a time-series collection.",
					"Include all of it, or " + "exclude it.");
		}
	}

	/**
	 * Data without the history of its migrations would be migrated again.
	 */
	private void requireNotHistory(String collection, String what) {
		if (this.source.isHistory(collection)) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Query set '" + this.name + "' " + what + " collection '" + collection
							+ "', the history of the migrations, which is always transferred unchanged.",
					"Remove that from the query set.");
		}
	}

	private void requireKnown(String collection) {
		Set<String> known = this.source.collectionNames();
		if (!known.contains(collection)) {
			String nearest = NearestName.of(collection, known)
				.map((each) -> " Did you mean '" + each + "'?")
				.orElse("");
			throw new MonarchException(
					Kind.BAD_INPUT, "Query set '" + this.name + "' names collection '" + collection
							+ "', which environment " + environment().description() + " does not have." + nearest,
					"Correct the query set.");
		}
	}

}
