package io.monarch.batch;

import java.util.List;

import org.bson.conversions.Bson;

/**
 * The change of a batch.
 */
sealed interface Change {

	/**
	 * Update operators.
	 */
	record Update(Bson operators) implements Change {

	}

	/**
	 * A pipeline.
	 */
	record Pipeline(List<Bson> stages) implements Change {

	}

	/**
	 * A function of the user.
	 */
	record Function(BatchFunction function) implements Change {

	}

}
