package io.monarch.queryset;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Projections;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;
import io.monarch.queryset.DocumentChange.MaskedField;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * Refuses masks on paths that no document of a collection has: a mistyped path would
 * leave everything in clear text.
 */
final class RequiredPaths {

	/** The first documents nearly always have every path. */
	private static final int SAMPLE = 1000;

	/** The number of paths that are remembered to suggest the intended one. */
	private static final int REMEMBERED = 2000;

	private static final Pattern POSITION = Pattern.compile("\\.\\d+(?=\\.|$)");

	private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

	private final String querySet;

	private final QuerySetSource source;

	private final String collection;

	private final DocumentChange change;

	private final Set<MaskedField> missing = new LinkedHashSet<>();

	private final Set<String> known = new TreeSet<>();

	RequiredPaths(String querySet, QuerySetSource source, String collection, DocumentChange change) {
		this.querySet = querySet;
		this.source = source;
		this.collection = collection;
		this.change = change;
		change.masked().stream().filter(MaskedField::required).forEach(this.missing::add);
	}

	/**
	 * Require that each path is in at least one document. An empty collection has nothing
	 * to mask.
	 * @throws MonarchException if no document has a path
	 */
	void require() {
		if (this.missing.isEmpty() || !read(SAMPLE) || this.missing.isEmpty()) {
			return;
		}
		this.missing.removeIf((field) -> isAsked(field) && isFound(field.path()));
		if (this.missing.stream().anyMatch((field) -> !isAsked(field) || field.path().indexOf('.') >= 0)) {
			// The server does not follow paths through fields with dots in their names or
			// through arrays in arrays.
			boolean unused = read(Long.MAX_VALUE);
		}
		if (!this.missing.isEmpty()) {
			throw new MonarchException(Kind.BAD_INPUT, String.join(" ", this.missing.stream().map(this::why).toList()),
					"Nothing was changed. Correct the path, or use maskIfPresent for one that may be absent.");
		}
	}

	/**
	 * Read documents until all paths are found.
	 * @return whether there are any
	 */
	private boolean read(long most) {
		try (MongoCursor<BsonDocument> documents = this.source
			.find(this.collection, new BsonDocument(), new BsonDocument())
			.iterator()) {
			boolean any = false;
			for (long i = 0; i < most && !this.missing.isEmpty() && documents.hasNext(); i++) {
				any = true;
				look(documents.next());
			}
			return any;
		}
	}

	private void look(BsonDocument document) {
		RawBsonDocument raw = (document instanceof RawBsonDocument already) ? already
				: new RawBsonDocument(document, CODEC);
		BsonDocument current = document;
		int steps = 0;
		for (Iterator<MaskedField> fields = this.missing.iterator(); fields.hasNext();) {
			MaskedField field = fields.next();
			if (field.steps() != steps) {
				steps = field.steps();
				current = this.change.apply(raw, steps);
			}
			if (Paths.reaches(current, field.path())) {
				fields.remove();
			}
		}
		remember(current, "");
	}

	private void remember(BsonValue value, String prefix) {
		if (value instanceof BsonDocument document) {
			for (String name : document.keySet()) {
				if (this.known.size() < REMEMBERED) {
					this.known.add(prefix + name);
					remember(document.get(name), prefix + name + ".");
				}
			}
		}
		else if (value.isArray()) {
			value.asArray().forEach((element) -> remember(element, prefix));
		}
	}

	/**
	 * Tell whether the server can be queried for a path: of stored documents, without
	 * names that it rejects in a query.
	 */
	private static boolean isAsked(MaskedField field) {
		for (String name : field.path().split("\\.", -1)) {
			if (name.isEmpty() || name.startsWith("$") || name.indexOf('\0') >= 0) {
				return false;
			}
		}
		return field.steps() == 0;
	}

	private boolean isFound(String path) {
		return this.source
			.find(this.collection, new BsonDocument(path, new BsonDocument("$exists", BsonBoolean.TRUE)),
					Projections.include("_id"))
			.first() != null;
	}

	private String why(MaskedField field) {
		return "Query set '" + this.querySet + "' masks '" + field.path() + "' of collection '" + this.collection
				+ "', which none of its documents has." + meant(field.path());
	}

	/**
	 * Suggest the intended path: a similar one, one that ends in the same field
	 * elsewhere, or a prefix of the path.
	 */
	private String meant(String path) {
		List<String> paths = new ArrayList<>(this.known);
		paths.remove("_id");
		paths.removeIf((known) -> known.startsWith("_id."));
		String fields = POSITION.matcher(path).replaceAll("");
		List<String> meant = new ArrayList<>(List.of(fields, fields.substring(fields.lastIndexOf('.') + 1)));
		for (int dot = fields.lastIndexOf('.'); dot > 0; dot = fields.lastIndexOf('.', dot - 1)) {
			meant.add(fields.substring(0, dot));
		}
		return meant.stream()
			.map((each) -> NearestName.question(each, paths))
			.filter((question) -> !question.isEmpty())
			.findFirst()
			.orElse("");
	}

}
