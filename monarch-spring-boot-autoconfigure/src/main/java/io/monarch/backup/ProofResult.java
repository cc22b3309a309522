package io.monarch.backup;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The result of restoring a backup into a temporary database and comparing that with the
 * backup.
 *
 * @param name the name of the backup
 * @param problems the problems found, each as a sentence
 * @param proof the proof, or {@code null} if there are problems
 * @param recorded whether the proof is recorded beside the backup, which has to be one of
 * Monarch's own in the store
 */
public record ProofResult(String name, List<String> problems, @Nullable Proof proof, boolean recorded) {

	/**
	 * Copy the list.
	 */
	public ProofResult {
		problems = List.copyOf(problems);
	}

}
