package io.monarch.rehearsal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.mongodb.client.MongoDatabase;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * The collections of a database with their options and indexes.
 *
 * @param collections the definitions by the names of the collections
 */
record DatabaseDefinitions(Map<String, Definition> collections) {

	/**
	 * The definition of a collection or view.
	 *
	 * @param options its options
	 * @param indexes its indexes by their names
	 */
	record Definition(BsonDocument options, Map<String, BsonDocument> indexes) {

		BsonDocument validator() {
			return this.options.getDocument("validator", new BsonDocument());
		}

	}

	/**
	 * Read them.
	 * @param without the names of collections to leave out
	 */
	static DatabaseDefinitions of(MongoDatabase database, Set<String> without) {
		Map<String, Definition> all = new TreeMap<>();
		for (BsonDocument listed : database.listCollections(BsonDocument.class)) {
			String name = listed.getString("name").getValue();
			if (without.contains(name) || name.startsWith("system.")) {
				continue;
			}
			Map<String, BsonDocument> indexes = new TreeMap<>();
			if (listed.getString("type").getValue().equals("collection")) {
				database.getCollection(name)
					.listIndexes(BsonDocument.class)
					.forEach((index) -> indexes.put(index.getString("name").getValue(), withoutVersion(index)));
			}
			all.put(name, new Definition(listed.getDocument("options", new BsonDocument()), indexes));
		}
		return new DatabaseDefinitions(all);
	}

	private static BsonDocument withoutVersion(BsonDocument index) {
		index.remove("v");
		index.remove("ns");
		return index;
	}

	Set<String> names() {
		return this.collections.keySet();
	}

	/**
	 * Return the names of those that hold documents, and are no views.
	 */
	Set<String> stored() {
		return this.collections.entrySet()
			.stream()
			.filter((each) -> !each.getValue().options().containsKey("viewOn"))
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
	}

	/**
	 * Return what differs afterwards, a sentence each.
	 */
	List<String> changes(DatabaseDefinitions after) {
		List<String> changes = new ArrayList<>();
		Set<String> names = new TreeSet<>(names());
		names.addAll(after.names());
		for (String name : names) {
			Definition old = this.collections.get(name);
			Definition now = after.collections.get(name);
			if (now == null) {
				changes.add("dropped collection " + name);
			}
			else {
				if (old == null) {
					changes.add("created " + (now.options().containsKey("viewOn") ? "view " : "collection ") + name);
				}
				addChanges(name, (old != null) ? old : new Definition(new BsonDocument(), Map.of()), now, old == null,
						changes);
			}
		}
		return changes;
	}

	private static void addChanges(String collection, Definition old, Definition now, boolean created,
			List<String> changes) {
		for (String key : union(old.options().keySet(), now.options().keySet())) {
			BsonValue before = old.options().get(key);
			BsonValue after = now.options().get(key);
			if (!created && (before == null || !before.equals(after))) {
				changes.add(((after == null) ? "removed " : (before == null) ? "set " : "changed ") + key
						+ " of collection " + collection);
			}
		}
		for (String name : union(old.indexes().keySet(), now.indexes().keySet())) {
			BsonDocument before = old.indexes().get(name);
			BsonDocument after = now.indexes().get(name);
			if (before == null && !name.equals("_id_")) {
				changes.add("created index " + name + " of collection " + collection);
			}
			else if (after == null) {
				changes.add("dropped index " + name + " of collection " + collection);
			}
			else if (before != null && !before.equals(after)) {
				changes.add("changed index " + name + " of collection " + collection);
			}
		}
	}

	private static Set<String> union(Set<String> first, Set<String> second) {
		Set<String> all = new TreeSet<>(Comparator.naturalOrder());
		all.addAll(first);
		all.addAll(second);
		return all;
	}

}
