package io.monarch.rehearsal;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoCollection;
import io.monarch.environment.Environment;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.queryset.Selector;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.ReplacementOptions;
import io.monarch.transfer.ReplacementRequest;
import io.monarch.transfer.ReplacementRequest.Scope;
import io.monarch.transfer.TransferListener;
import io.monarch.transfer.TransferResult;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Copies the rehearsed environment, and temporary databases, into temporary databases.
 */
final class Copies {

	private final RehearsalRequest request;

	private final DatabaseReplacement replacement;

	private final EnvironmentLocks locks;

	private final ListableBeanFactory beans;

	Copies(RehearsalRequest request, DatabaseReplacement replacement, EnvironmentLocks locks,
			ListableBeanFactory beans) {
		this.request = request;
		this.replacement = replacement;
		this.locks = locks;
		this.beans = beans;
	}

	/**
	 * Copy the selected data of the rehearsed environment, and its whole history.
	 */
	TransferResult ofEnvironment(RehearsalDatabase to, TransferListener listener) {
		TransferResult result = copy(this.request.environment(), to, this.request.selector(),
				this.request.ignoreFreeSpace(), listener);
		if (this.request.isPartial()) {
			copyHistory(to);
		}
		return result;
	}

	/**
	 * A query set can leave out the history, without which every migration would be
	 * pending.
	 */
	private void copyHistory(RehearsalDatabase to) {
		String name = to.environment().historyCollection();
		List<RawBsonDocument> records = new ArrayList<>();
		this.request.environment().mongoDatabase().getCollection(name, RawBsonDocument.class).find().into(records);
		MongoCollection<RawBsonDocument> history = to.unobserved().getCollection(name, RawBsonDocument.class);
		history.deleteMany(new BsonDocument());
		if (!records.isEmpty()) {
			history.insertMany(records);
		}
	}

	/**
	 * Create another temporary database with the same content.
	 */
	RehearsalDatabase of(RehearsalDatabase from) {
		RehearsalDatabase created = RehearsalDatabase.create(this.request, this.locks, this.beans);
		try {
			reset(created, from);
			return created;
		}
		catch (RuntimeException ex) {
			created.close();
			throw ex;
		}
	}

	/**
	 * Replace the content of a temporary database with that of another one.
	 */
	void reset(RehearsalDatabase to, RehearsalDatabase from) {
		var unused = copy(from.scratch().environment(), to, Selector.EVERYTHING, this.request.ignoreFreeSpace(),
				new TransferListener() {
				});
	}

	private TransferResult copy(Environment from, RehearsalDatabase to, Selector selector, boolean ignoreFreeSpace,
			TransferListener listener) {
		return this.replacement
			.replace(
					new ReplacementRequest(to.scratch().environment(), to.scratch().approval(), Scope.DATABASE,
							"environment '" + from.name() + "'",
							new ReplacementOptions(false, true, ignoreFreeSpace, true), listener),
					(lease) -> EnvironmentReader.of(selector).open(from, listener));
	}

}
