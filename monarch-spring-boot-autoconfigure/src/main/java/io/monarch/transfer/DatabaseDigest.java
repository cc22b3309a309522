package io.monarch.transfer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
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
		return of(environment, DocumentForm.STORED, listener);
	}

	/**
	 * Read an environment, with each document in a form.
	 * @param environment the environment
	 * @param form the form in which documents are compared
	 * @param listener notified of the progress
	 * @return the digest
	 * @throws MonarchException if it cannot be read, or the thread is interrupted
	 */
	public static DatabaseDigest of(Environment environment, DocumentForm form, TransferListener listener) {
		try (CollectionSource source = EnvironmentReader.EVERYTHING.open(environment, listener)) {
			return of(source, form, listener);
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
		return of(source, DocumentForm.STORED, listener);
	}

	private static DatabaseDigest of(CollectionSource source, DocumentForm form, TransferListener listener)
			throws InterruptedException {
		HashingSink sink = new HashingSink(form);
		List<CollectionSummary> unused = Transfer.run(source, sink, listener);
		return new DatabaseDigest(sink.digests(), source.inconsistent());
	}

	/**
	 * Return this digest without some collections.
	 * @param names the names of the collections
	 * @return the digest of the others
	 */
	public DatabaseDigest without(Set<String> names) {
		Map<String, CollectionDigest> others = new TreeMap<>(this.collections);
		others.keySet().removeAll(names);
		return new DatabaseDigest(others, this.inconsistent);
	}

	/**
	 * Return this digest with other hashes, such as those of measurements.
	 * @param contents the hashes, by the names of collections in this digest
	 * @return the digest
	 */
	public DatabaseDigest with(Map<String, ContentHash> contents) {
		Map<String, CollectionDigest> changed = new TreeMap<>(this.collections);
		contents.forEach((name, content) -> changed.computeIfPresent(name,
				(unused, digest) -> new CollectionDigest(digest.definition(), content)));
		return new DatabaseDigest(changed, this.inconsistent);
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
	 * @param expected the expected digest
	 * @return the differences, each a sentence that begins with a collection or view;
	 * empty if there are none
	 */
	public List<String> differences(DatabaseDigest expected) {
		return differences(expected, (collection) -> "");
	}

	/**
	 * Compare this digest with the expected one.
	 * @param expected the expected digest
	 * @param details returns what is known about documents that differ in a collection,
	 * to be appended in parentheses, or an empty text
	 * @return the differences, each a sentence that begins with a collection or view;
	 * empty if there are none
	 */
	public List<String> differences(DatabaseDigest expected, UnaryOperator<String> details) {
		List<String> differences = new ArrayList<>();
		Set<String> names = new TreeSet<>(this.collections.keySet());
		names.addAll(expected.collections.keySet());
		Set<String> changed = changed(expected);
		for (String name : names) {
			String detail = changed.contains(name) ? details.apply(name) : "";
			differences.addAll(differences(this.collections.get(name), expected.collections.get(name),
					detail.isEmpty() ? "." : " (" + detail + ")."));
		}
		return List.copyOf(differences);
	}

	/**
	 * Return the collections in both digests whose documents differ.
	 * @param other the other digest
	 * @return the names of the collections
	 */
	public Set<String> changed(DatabaseDigest other) {
		Set<String> names = new TreeSet<>(this.collections.keySet());
		names.retainAll(other.collections.keySet());
		names.removeIf((name) -> Objects.equals(content(name), other.content(name)));
		return names;
	}

	private @Nullable ContentHash content(String name) {
		CollectionDigest digest = this.collections.get(name);
		return (digest != null) ? digest.content() : null;
	}

	private static List<String> differences(@Nullable CollectionDigest actual, @Nullable CollectionDigest expected,
			String detail) {
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
					+ expected.content().documents() + detail);
		}
		else if (!content.equals(expected.content())) {
			differences.add(subject + " has the same number of documents, but with different contents" + detail);
		}
		return differences;
	}

	private static String subject(CollectionDefinition definition) {
		String kind = definition.kindText();
		return Character.toUpperCase(kind.charAt(0)) + kind.substring(1) + " '" + definition.name() + "'";
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
