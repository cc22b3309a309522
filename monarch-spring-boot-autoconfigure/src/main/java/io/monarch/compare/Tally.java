package io.monarch.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

import io.monarch.compare.ComparisonExample.Presence;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Counts the documents that differ, and keeps those that were read first as examples.
 */
final class Tally {

	private final int limit;

	private final PriorityQueue<Found> first = new PriorityQueue<>(
			Comparator.comparingLong(Found::position).reversed());

	private long onlyA;

	private long onlyB;

	private long different;

	Tally(int limit) {
		this.limit = limit;
	}

	/**
	 * Add documents, all of some values of {@code _id}. A document of one side and one of
	 * the other with the same value are different, and others are only in one side.
	 */
	void add(Map<Fingerprint, Unmatched> documents) {
		Map<Long, Group> groups = new HashMap<>();
		documents.forEach((fingerprint, unmatched) -> groups.computeIfAbsent(fingerprint.id(), (id) -> new Group())
			.add(unmatched));
		groups.values().forEach(this::add);
	}

	private void add(Group group) {
		long both = Math.min(group.a, group.b);
		this.different += both;
		this.onlyA += group.a - both;
		this.onlyB += group.b - both;
		BsonValue id = (group.idA != null) ? group.idA : group.idB;
		if (id != null) {
			Presence presence = (both > 0) ? Presence.BOTH : (group.a > 0) ? Presence.ONLY_A : Presence.ONLY_B;
			this.first.add(new Found(id, presence, group.position));
			if (this.first.size() > this.limit) {
				this.first.poll();
			}
		}
	}

	long onlyA() {
		return this.onlyA;
	}

	long onlyB() {
		return this.onlyB;
	}

	long different() {
		return this.different;
	}

	boolean isEqual() {
		return this.onlyA == 0 && this.onlyB == 0 && this.different == 0;
	}

	/**
	 * Return the examples in the order in which they were read.
	 */
	List<ComparisonExample> examples() {
		List<Found> sorted = new ArrayList<>(this.first);
		sorted.sort(Comparator.comparingLong(Found::position));
		return sorted.stream().map((each) -> new ComparisonExample(each.id(), each.presence(), List.of())).toList();
	}

	private record Found(BsonValue id, Presence presence, long position) {

	}

	/**
	 * The unmatched documents with one {@code _id}.
	 */
	private static final class Group {

		private long a;

		private long b;

		private @Nullable BsonValue idA;

		private @Nullable BsonValue idB;

		private long position = Long.MAX_VALUE;

		void add(Unmatched unmatched) {
			if (unmatched.balance() > 0) {
				this.a += unmatched.balance();
				this.idA = unmatched.id();
			}
			else {
				this.b -= unmatched.balance();
				this.idB = unmatched.id();
			}
			this.position = Math.min(this.position, unmatched.position());
		}

	}

}
