package io.monarch.foreign;

import java.util.Date;

import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Documents as other tools write them.
 */
public final class ForeignRows {

	private ForeignRows() {
	}

	/**
	 * Return a row of Mongock 5.5.
	 */
	public static Document mongock(String id, @Nullable String author, @Nullable String state, long time) {
		return new Document("_id", new ObjectId()).append("executionId", "2026-01-01T00:00:00-1")
			.append("changeId", id)
			.append("author", author)
			.append("timestamp", new Date(time))
			.append("state", state)
			.append("type", "EXECUTION")
			.append("changeLogClass", "com.example.Unit" + id)
			.append("changeSetMethod", "execution")
			.append("metadata", null)
			.append("executionMillis", 12L)
			.append("executionHostname", "build-7")
			.append("errorTrace", null)
			.append("systemChange", false);
	}

	/**
	 * Return a row of Flamingock.
	 */
	public static Document flamingock(String id, String state, long time) {
		return new Document("_id", new ObjectId()).append("executionId", "e-1")
			.append("stageId", "stage")
			.append("changeId", id)
			.append("author", "jane")
			.append("createdAt", new Date(time))
			.append("state", state)
			.append("type", "STANDARD_CODE")
			.append("invokedClass", "com.example.Change" + id)
			.append("invokedMethod", "apply")
			.append("sourceFile", null)
			.append("metadata", null)
			.append("executionMillis", 12L)
			.append("executionHostname", "build-7")
			.append("errorTrace", null)
			.append("systemChange", false)
			.append("txStrategy", "NON_TX")
			.append("targetSystemId", "mongo")
			.append("changeOrder", "001")
			.append("recoveryStrategy", "MANUAL_INTERVENTION")
			.append("transactionFlag", false);
	}

	/**
	 * Return a row of migrate-mongo.
	 */
	public static Document migrateMongo(String fileName, long time) {
		return new Document("_id", new ObjectId()).append("fileName", fileName)
			.append("appliedAt", new Date(time))
			.append("migrationBlock", (double) time);
	}

	/**
	 * Return a row of the Python monarch.
	 */
	public static Document python(String key, String state) {
		return new Document("_id", new ObjectId()).append("key", key).append("state", state);
	}

}
