package io.monarch.transfer;

import org.bson.BsonBoolean;
import org.bson.BsonDocument;

/**
 * By what a sharded collection is distributed.
 *
 * @param key the fields, as {@code shardCollection} takes them; none where the user may
 * not read them
 * @param unique whether no two documents have the same values of them
 */
public record ShardKey(BsonDocument key, boolean unique) {

	/** That of a collection that is sharded, by what is not known. */
	static final ShardKey UNKNOWN = new ShardKey(new BsonDocument(), false);

	boolean isKnown() {
		return !this.key.isEmpty();
	}

	/**
	 * Return it as it is stored.
	 * @return the document
	 */
	public BsonDocument toDocument() {
		return new BsonDocument("key", this.key).append("unique", BsonBoolean.valueOf(this.unique));
	}

	/**
	 * Read what {@link #toDocument} gave.
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
