package io.monarch.faults.batches;

import java.util.List;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Notes outside of all transactions what a function was called with. It has a client of
 * its own, since Monarch refuses one of the application here.
 */
@Component
class Visits implements DisposableBean {

	private final ConnectionString connection;

	private @Nullable MongoClient client;

	Visits(@Value("${spring.mongodb.uri}") String uri) {
		this.connection = new ConnectionString(uri);
	}

	void note(String process, List<Object> ids) {
		client().getDatabase(String.valueOf(this.connection.getDatabase()))
			.getCollection("visits")
			.insertOne(new Document("process", process).append("ids", ids));
	}

	private synchronized MongoClient client() {
		if (this.client == null) {
			this.client = MongoClients.create(this.connection);
		}
		return this.client;
	}

	@Override
	public synchronized void destroy() {
		if (this.client != null) {
			this.client.close();
		}
	}

}
