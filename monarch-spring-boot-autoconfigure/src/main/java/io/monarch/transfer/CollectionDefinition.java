package io.monarch.transfer;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a collection, without its documents.
 *
 * @param name its name
 * @param kind its kind
 * @param options its options as {@code listCollections} returns them
 * @param indexes its indexes as {@code listIndexes} returns them, including that of
 * {@code _id}
 * @param uuid its UUID, or that of the buckets of a time series, as 32 hexadecimal
 * digits; empty if it has none
 * @param documents the approximate number of stored documents
 * @param bytes their approximate size, uncompressed
 * @param shardKey its shard key, or {@code null} if it is not sharded
 */
public record CollectionDefinition(String name, Kind kind, BsonDocument options, List<BsonDocument> indexes,
		String uuid, long documents, long bytes, @Nullable ShardKey shardKey) {

	private static final String EXPIRY = "expireAfterSeconds";

	static final String BUCKETS = "system.buckets.";

	/**
	 * Copy the list.
	 */
	public CollectionDefinition {
		indexes = List.copyOf(indexes);
	}

	/**
	 * Create one that is not sharded.
	 * @param name its name
	 * @param kind its kind
	 * @param options its options
	 * @param indexes its indexes
	 * @param uuid its UUID, or empty
	 * @param documents the approximate number of stored documents
	 * @param bytes their approximate size
	 */
	public CollectionDefinition(String name, Kind kind, BsonDocument options, List<BsonDocument> indexes, String uuid,
			long documents, long bytes) {
		this(name, kind, options, indexes, uuid, documents, bytes, null);
	}

	/**
	 * Return the name of the collection that holds the documents: those of a time-series
	 * collection are buckets.
	 * @return the name
	 */
	public String storedName() {
		return (this.kind == Kind.TIME_SERIES) ? bucketsOf(this.name) : this.name;
	}

	/**
	 * Return the name of the collection that holds the buckets of a time series.
	 */
	static String bucketsOf(String name) {
		return BUCKETS + name;
	}

	/**
	 * Return the name of the collection to which stored documents belong.
	 * @param stored the name of the collection that stores the documents
	 * @return the name
	 */
	public static String nameOfStored(String stored) {
		return stored.startsWith(BUCKETS) ? stored.substring(BUCKETS.length()) : stored;
	}

	/**
	 * Tell whether its stored documents are buckets, each of which holds many
	 * measurements.
	 * @return whether it is a time series
	 */
	public boolean isTimeSeries() {
		return this.kind == Kind.TIME_SERIES;
	}

	/**
	 * Tell whether the order of the documents is part of the data.
	 * @return whether the collection is capped
	 */
	public boolean isCapped() {
		return this.options.containsKey("capped") && this.options.get("capped").isBoolean()
				&& this.options.getBoolean("capped").getValue();
	}

	/**
	 * Return the indexes that have to be built, without those that are created with the
	 * collection, in the form for {@code createIndexes}: with the simple collation, which
	 * {@code listIndexes} omits.
	 * @return the indexes
	 */
	public List<BsonDocument> secondaryIndexes() {
		return this.indexes.stream()
			.filter((index) -> !isIdIndex(index))
			.map((index) -> IndexCollation.toCreate(index, this.options))
			.toList();
	}

	/**
	 * Tell whether this collection has all of some indexes, regardless of how servers
	 * list a simple collation.
	 */
	boolean hasIndexes(List<BsonDocument> listed) {
		Set<BsonDocument> own = this.indexes.stream().map(IndexCollation::listed).collect(Collectors.toSet());
		return listed.stream().map(IndexCollation::listed).allMatch(own::contains);
	}

	/**
	 * Return the same with another size.
	 * @param newDocuments the approximate number of stored documents
	 * @param newBytes their approximate size
	 * @return the definition
	 */
	public CollectionDefinition withSize(long newDocuments, long newBytes) {
		return new CollectionDefinition(this.name, this.kind, this.options, this.indexes, this.uuid, newDocuments,
				newBytes, this.shardKey);
	}

	/**
	 * Return the same with another name.
	 * @param newName the name
	 * @return the definition
	 */
	public CollectionDefinition withName(String newName) {
		return new CollectionDefinition(newName, this.kind, this.options, this.indexes, this.uuid, this.documents,
				this.bytes, this.shardKey);
	}

	/**
	 * Return the same without options and indexes that make the server delete documents
	 * after some time. The indexes remain, as ordinary ones.
	 * @return the definition
	 */
	public CollectionDefinition withoutAnyExpiry() {
		List<BsonDocument> kept = this.indexes.stream().map((index) -> {
			BsonDocument permanent = index.clone();
			permanent.remove(EXPIRY);
			return permanent;
		}).toList();
		return new CollectionDefinition(this.name, this.kind, withoutExpiry().options, kept, this.uuid, this.documents,
				this.bytes, this.shardKey);
	}

	/**
	 * Return the same sharded by a key.
	 * @param newKey the key, or {@code null} for an unsharded one
	 * @return the definition
	 */
	public CollectionDefinition withShardKey(@Nullable ShardKey newKey) {
		return new CollectionDefinition(this.name, this.kind, this.options, this.indexes, this.uuid, this.documents,
				this.bytes, newKey);
	}

	/**
	 * Return the same without the option that makes the server delete expired documents.
	 */
	CollectionDefinition withoutExpiry() {
		BsonDocument kept = this.options.clone();
		kept.remove(EXPIRY);
		return new CollectionDefinition(this.name, this.kind, kept, this.indexes, this.uuid, this.documents, this.bytes,
				this.shardKey);
	}

	/**
	 * Return the number of seconds after which the server deletes documents, or
	 * {@code null} if the collection has no such option.
	 */
	@Nullable BsonValue expiry() {
		return this.options.get(EXPIRY);
	}

	/**
	 * Tell whether the server deletes expired documents.
	 */
	boolean isExpiring() {
		return expiry() != null || this.indexes.stream().anyMatch((index) -> index.containsKey(EXPIRY));
	}

	/**
	 * Return the name of the collection or view that a view is on, or an empty text.
	 */
	String viewOn() {
		return this.options.getString("viewOn", new BsonString("")).getValue();
	}

	/**
	 * Return the collections and views that this one reads if it is a view.
	 * @return their names in its own database
	 */
	public Set<String> references() {
		return (this.kind == Kind.VIEW) ? Views.references(this) : Set.of();
	}

	/**
	 * Tell whether the options have the types that the kind of the collection requires,
	 * since a file may contain others.
	 * @return whether they have
	 */
	public boolean isWellFormed() {
		return switch (this.kind) {
			case COLLECTION -> true;
			case TIME_SERIES -> this.options.isDocument("timeseries");
			case VIEW -> this.options.isString("viewOn")
					&& (!this.options.containsKey("pipeline") || (this.options.isArray("pipeline")
							&& this.options.getArray("pipeline").stream().allMatch(BsonValue::isDocument)));
		};
	}

	boolean isCollatedLike(CollectionDefinition other) {
		return Objects.equals(IndexCollation.listed(this.options).get("collation"),
				IndexCollation.listed(other.options).get("collation"));
	}

	/**
	 * Tell whether clients encrypt some of its fields, so that the server may refuse to
	 * rename it or another one over it.
	 */
	boolean isEncrypted() {
		return this.options.containsKey("encryptedFields");
	}

	/**
	 * Tell whether an index is that of {@code _id}. As for the server, only the numbers 1
	 * and -1 count; any other number is an ordinary index.
	 * @param index the index
	 * @return whether it is
	 */
	public static boolean isIdIndex(BsonDocument index) {
		return index.containsKey("clustered") || (index.get("key") instanceof BsonDocument key && key.size() == 1
				&& key.get("_id") instanceof BsonNumber direction && Math.abs(direction.intValue()) == 1);
	}

	/**
	 * The kinds of collections.
	 */
	public enum Kind {

		/** Holds documents. */
		COLLECTION,

		/** Is computed from others when it is read. */
		VIEW,

		/** Shows the documents of a collection of buckets. */
		TIME_SERIES

	}

}
