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
 * What a collection is, apart from its documents.
 *
 * @param name its name
 * @param kind what kind of collection it is
 * @param options its options as {@code listCollections} gives them
 * @param indexes its indexes as {@code listIndexes} gives them, that of {@code _id}
 * included
 * @param uuid its UUID, or that of the buckets of a time series, as 32 hexadecimal
 * digits; empty where it has none
 * @param documents about how many documents are stored for it
 * @param bytes about how large they are, uncompressed
 * @param shardKey by what it is sharded, or {@code null} where it is not
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
	 * @param kind what kind of collection it is
	 * @param options its options
	 * @param indexes its indexes
	 * @param uuid its UUID, or empty
	 * @param documents about how many documents are stored for it
	 * @param bytes about how large they are
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
	 * Return the name of the collection that documents are stored for.
	 * @param stored the name of what holds the documents
	 * @return the name
	 */
	public static String nameOfStored(String stored) {
		return stored.startsWith(BUCKETS) ? stored.substring(BUCKETS.length()) : stored;
	}

	/**
	 * Tell whether the documents that are stored for it are buckets, each of which holds
	 * many measurements.
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
	 * Return the indexes that have to be built, which are those that do not come with the
	 * collection, as {@code createIndexes} makes the same ones of them: with the
	 * collation that {@code listIndexes} leaves out where it is the simple one.
	 * @return the indexes
	 */
	public List<BsonDocument> secondaryIndexes() {
		return this.indexes.stream()
			.filter((index) -> !isIdIndex(index))
			.map((index) -> IndexCollation.toCreate(index, this.options))
			.toList();
	}

	/**
	 * Tell whether all of some indexes are indexes of this collection as well, however
	 * their servers list a simple collation.
	 */
	boolean hasIndexes(List<BsonDocument> listed) {
		Set<BsonDocument> own = this.indexes.stream().map(IndexCollation::listed).collect(Collectors.toSet());
		return listed.stream().map(IndexCollation::listed).allMatch(own::contains);
	}

	/**
	 * Return the same with another size.
	 * @param newDocuments about how many documents are stored for it
	 * @param newBytes about how large they are
	 * @return the definition
	 */
	public CollectionDefinition withSize(long newDocuments, long newBytes) {
		return new CollectionDefinition(this.name, this.kind, this.options, this.indexes, this.uuid, newDocuments,
				newBytes, this.shardKey);
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
	 * Return the same without the option by which the server deletes what has expired.
	 */
	CollectionDefinition withoutExpiry() {
		BsonDocument kept = this.options.clone();
		kept.remove(EXPIRY);
		return new CollectionDefinition(this.name, this.kind, kept, this.indexes, this.uuid, this.documents, this.bytes,
				this.shardKey);
	}

	/**
	 * Return after how many seconds the server deletes documents, or {@code null} where
	 * no option of the collection says so.
	 */
	@Nullable BsonValue expiry() {
		return this.options.get(EXPIRY);
	}

	/**
	 * Tell whether the server deletes documents by itself.
	 */
	boolean isExpiring() {
		return expiry() != null || this.indexes.stream().anyMatch((index) -> index.containsKey(EXPIRY));
	}

	/**
	 * Return the name of what a view is made on, or nothing.
	 */
	String viewOn() {
		return this.options.getString("viewOn", new BsonString("")).getValue();
	}

	/**
	 * Tell whether the options have the types that the kind of the collection calls for:
	 * what comes from a file may have others.
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
	 * Tell whether clients encrypt some of its fields, so that the server may not rename
	 * it, nor another one over it.
	 */
	boolean isEncrypted() {
		return this.options.containsKey("encryptedFields");
	}

	/**
	 * Tell whether an index is that of {@code _id}, as the server does: by the number 1
	 * or -1. Any other number makes an ordinary index.
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
