package io.monarch.transfer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.monarch.environment.Environment;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The definitions of all collections of a database, and a hash of the documents of each,
 * read at one point in time if the server supports that. Monarch's lock is not part of
 * it. A time series is hashed by its stored buckets.
 */
public final class DatabaseDigest {

	private final Map<String, CollectionDigest> collections;

	private final Set<String> inconsistent;

	private DatabaseDigest(Map<String, CollectionDigest> collections, Set<String> inconsistent) {
		this.collections = new TreeMap<>(collections);
		this.inconsistent = Set.copyOf(inconsistent);
	}

	/**
	 * Read an environment.
	 * @param environment the environment
	 * @param listener notified of the progress
	 * @return the digest
	 * @throws MonarchException if it cannot be read, or the thread is interrupted
	 */
	public static DatabaseDigest of(Environment environment, TransferListener listener) {
		try (CollectionSource source = EnvironmentReader.EVERYTHING.open(environment, listener)) {
			return of(source, listener);
		}
		catch (InterruptedException ex) {
			throw Interruption.cancelled("Nothing was changed.", ex);
		}
	}

	/**
	 * Read a source.
	 * @param source the source, which is not closed
	 * @param listener notified of the progress
	 * @return the digest
	 * @throws InterruptedException if the thread is interrupted
	 */
	public static DatabaseDigest of(CollectionSource source, TransferListener listener) throws InterruptedException {
		HashingSink sink = new HashingSink();
		List<CollectionSummary> unused = Transfer.run(source, sink, listener);
		return new DatabaseDigest(sink.digests(), source.inconsistent());
	}

	/**
	 * Return the digests of the collections.
	 * @return the digests, by the names of the collections, in the order of the names
	 */
	public Map<String, CollectionDigest> collections() {
		return Collections.unmodifiableMap(this.collections);
	}

	/**
	 * Tell whether everything was read at one point in time.
	 * @return whether it was
	 */
	public boolean isConsistent() {
		return this.inconsistent.isEmpty();
	}

	/**
	 * Return the names of the collections that were not read at the same point in time as
	 * the others.
	 * @return the names
	 */
	public Set<String> inconsistent() {
		return this.inconsistent;
	}

	/**
	 * Compare this digest with the expected one.
	 * @param other the expected digest
	 * @return the differences, each a sentence that begins with a collection or view;
	 * empty if there are none
	 */
	public List<String> differences(DatabaseDigest other) {
		List<String> differences = new ArrayList<>();
		Set<String> names = new TreeSet<>(this.collections.keySet());
		names.addAll(other.collections.keySet());
		for (String name : names) {
			differences.addAll(differences(name, this.collections.get(name), other.collections.get(name)));
		}
		return List.copyOf(differences);
	}

	private static List<String> differences(String name, @Nullable CollectionDigest actual,
			@Nullable CollectionDigest expected) {
		if (actual == null || expected == null) {
			CollectionDigest one = (actual != null) ? actual : expected;
			return (one == null) ? List.of()
					: List.of(subject(one.definition()) + ((actual == null) ? " is missing." : " is not expected."));
		}
		List<String> differences = new ArrayList<>();
		String subject = subject(expected.definition());
		String definitions = DefinitionComparison.between(actual.definition(), expected.definition())
			.stream()
			.map(PathDifference::describe)
			.collect(Collectors.joining("; "));
		if (!definitions.isEmpty()) {
			differences.add(subject + " has a different definition: " + definitions + ".");
		}
		ContentHash content = actual.content();
		if (content.documents() != expected.content().documents()) {
			differences.add(subject + " has " + content.documents() + " documents instead of "
					+ expected.content().documents() + ".");
		}
		else if (!content.equals(expected.content())) {
			differences.add(subject + " has the same number of documents, but with different contents.");
		}
		return differences;
	}

	private static String subject(CollectionDefinition definition) {
		String name = "'" + definition.name() + "'";
		return switch (definition.kind()) {
			case COLLECTION -> "Collection " + name;
			case VIEW -> "View " + name;
			case TIME_SERIES -> "Time series " + name;
		};
	}

	/**
	 * The digest of one collection.
	 *
	 * @param definition its definition
	 * @param content the hash of its stored documents, or that of none for a view
	 */
	public record CollectionDigest(CollectionDefinition definition, ContentHash content) {

		/**
		 * Tell whether it is a view.
		 * @return whether it is
		 */
		public boolean isView() {
			return this.definition.kind() == Kind.VIEW;
		}

	}

}
