package io.monarch.batch;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;
import org.bson.conversions.Bson;

import org.springframework.data.mongodb.core.MongoOperations;

/**
 * The documents of one batch. Changes are collected and sent in one command when the
 * function has returned.
 */
public final class Batch {

	private final List<Document> documents;

	private final MongoCollection<Document> collection;

	private final MongoDatabase database;

	private final MongoOperations mongo;

	private final List<WriteModel<Document>> writes = new ArrayList<>();

	Batch(List<Document> documents, MongoCollection<Document> collection, MongoDatabase database,
			MongoOperations mongo) {
		this.documents = List.copyOf(documents);
		this.collection = collection;
		this.database = database;
		this.mongo = mongo;
	}

	/**
	 * Return the documents, in the order of their {@code _id}.
	 * @return the documents
	 */
	public List<Document> documents() {
		return this.documents;
	}

	/**
	 * Change a document with update operators.
	 * @param document one of the documents
	 * @param update the operators
	 */
	public void update(Document document, Bson update) {
		this.writes.add(new UpdateOneModel<>(id(document), update));
	}

	/**
	 * Replace a document by what it is now.
	 * @param document one of the documents, changed, with the same {@code _id}
	 */
	public void replace(Document document) {
		this.writes.add(new ReplaceOneModel<>(id(document), document));
	}

	/**
	 * Delete a document.
	 * @param document one of the documents
	 */
	public void delete(Document document) {
		this.writes.add(new DeleteOneModel<>(id(document)));
	}

	/**
	 * Return the database, to write to other collections. It is bound to the transaction
	 * of the batch.
	 * @return the database
	 */
	public MongoDatabase database() {
		return this.database;
	}

	/**
	 * Return a template on the database, which is bound to the transaction of the batch.
	 * @return the template
	 */
	public MongoOperations mongo() {
		return this.mongo;
	}

	void write() {
		if (!this.writes.isEmpty()) {
			var unused = this.collection.bulkWrite(this.writes, new BulkWriteOptions().ordered(true));
		}
	}

	private static Document id(Document document) {
		return new Document("_id", document.get("_id"));
	}

}
