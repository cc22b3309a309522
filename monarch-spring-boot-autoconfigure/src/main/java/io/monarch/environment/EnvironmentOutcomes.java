package io.monarch.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.monarch.environment.MonarchException.Kind;

/**
 * The outcomes of work on several environments.
 *
 * @param <T> what the work returns
 * @param outcomes the outcome of each, in the order in which they were given
 * @param cancelled whether the work was cancelled before it was started on all of them
 */
public record EnvironmentOutcomes<T>(List<EnvironmentOutcome<T>> outcomes, boolean cancelled) {

	/** The maximum number of environments that a message names. */
	private static final int SHOWN = 10;

	/**
	 * Return these outcomes and those of environments that cannot be used.
	 * @param unusable what is wrong with the others, by their names
	 * @return all outcomes
	 */
	public EnvironmentOutcomes<T> and(Map<String, MonarchException> unusable) {
		List<EnvironmentOutcome<T>> all = new ArrayList<>(this.outcomes);
		unusable.forEach((name, failure) -> all.add(EnvironmentOutcome.failed(name, failure)));
		return new EnvironmentOutcomes<>(List.copyOf(all), this.cancelled);
	}

	/**
	 * Return these outcomes and those of a later run.
	 * @param later the outcomes of that run
	 * @return all outcomes
	 */
	public EnvironmentOutcomes<T> and(EnvironmentOutcomes<T> later) {
		List<EnvironmentOutcome<T>> all = new ArrayList<>(this.outcomes);
		all.addAll(later.outcomes());
		return new EnvironmentOutcomes<>(List.copyOf(all), this.cancelled || later.cancelled());
	}

	/**
	 * Return the outcomes of failed work.
	 * @return the outcomes
	 */
	public List<EnvironmentOutcome<T>> failed() {
		return this.outcomes.stream().filter((each) -> each.failure() != null).toList();
	}

	/**
	 * Return the results of completed work.
	 * @return the results
	 */
	public List<T> results() {
		return this.outcomes.stream().filter((each) -> each.result() != null).map((each) -> {
			return Objects.requireNonNull(each.result());
		}).toList();
	}

	/**
	 * Return the names of the environments on which the work was not started.
	 * @return the names
	 */
	public List<String> notBegun() {
		return this.outcomes.stream().filter((each) -> !each.isBegun()).map(EnvironmentOutcome::environment).toList();
	}

	/**
	 * Return the kind that all failures have in common, or a general one.
	 * @return the kind
	 */
	public Kind kind() {
		Set<Kind> kinds = failed().stream()
			.map((each) -> Objects.requireNonNull(each.failure()).kind())
			.collect(Collectors.toSet());
		return (kinds.size() == 1) ? kinds.iterator().next() : Kind.FAILED;
	}

	/**
	 * Format names as a short list.
	 * @param names the names
	 * @return such as {@code 'a', 'b' and 998 more}
	 */
	public static String list(List<String> names) {
		int more = names.size() - SHOWN;
		String shown = names.stream().limit(SHOWN).map((name) -> "'" + name + "'").collect(Collectors.joining(", "));
		return (more > 0) ? shown + " and " + more + " more" : shown.replaceFirst(", ('[^']*')$", " and $1");
	}

}
