package io.monarch.differential;

import java.util.List;

import org.bson.BsonDocument;
import org.bson.RawBsonDocument;

/**
 * How a collection is made.
 *
 * @param name its name
 * @param options the options of {@code create}
 * @param indexes its indexes besides that of {@code _id}
 * @param documents its documents
 */
record RandomCollection(String name, BsonDocument options, List<BsonDocument> indexes,
		List<RawBsonDocument> documents) {

	boolean isView() {
		return this.options.containsKey("viewOn");
	}

	boolean isTimeSeries() {
		return this.options.containsKey("timeseries");
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder("'" + this.name + "' " + this.options.toJson());
		this.indexes.forEach((index) -> text.append("\n    index ").append(index.toJson()));
		text.append("\n    documents: ").append(this.documents.size());
		this.documents.stream().limit(3).forEach((document) -> text.append("\n    ").append(shorten(document)));
		return text.toString();
	}

	private static String shorten(RawBsonDocument document) {
		String json = (document.getByteBuffer().remaining() > 4000) ? "(large)" : document.toJson();
		return (json.length() > 400) ? json.substring(0, 400) + "…" : json;
	}

}
