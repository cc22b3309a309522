package io.monarch.backup;

import java.util.List;

/**
 * The result of pruning backups.
 *
 * @param deleted the backups that were deleted
 * @param failures the reasons why others were not, each as a sentence
 */
public record Pruned(List<BackupEntry> deleted, List<String> failures) {

	/**
	 * Copy the lists.
	 */
	public Pruned {
		deleted = List.copyOf(deleted);
		failures = List.copyOf(failures);
	}

}
