package io.monarch.transfer;

import org.bson.BsonBoolean;
import org.bson.BsonDocument;

/**
 * The shard key of a collection.
 *
 * @param key the fields, as {@code shardCollection} takes them; empty if the user may not
 * read them
 * @param unique whether the values are unique
 */
public record ShardKey(BsonDocument key, boolean unique) {

	/** The unknown key of a sharded collection. */
	static final ShardKey UNKNOWN = new ShardKey(new BsonDocument(), false);

	boolean isKnown() {
		return !this.key.isEmpty();
	}

	/**
	 * Return the key in its stored form.
	 * @return the document
	 */
	public BsonDocument toDocument() {
		return new BsonDocument("key", this.key).append("unique", BsonBoolean.valueOf(this.unique));
	}

	/**
	 * Read a key from the result of {@link #toDocument}.
	 * @param document the document
	 * @return the key
	 */
	public static ShardKey of(BsonDocument document) {
		return new ShardKey(document.getDocument("key"), document.getBoolean("unique", BsonBoolean.FALSE).getValue());
	}

	@Override
	public String toString() {
		return isKnown() ? this.key.toJson() : "an unknown key";
	}

}
