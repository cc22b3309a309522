package io.monarch.migration;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The end of a migration of a {@link MigrationSource}, or the state that it was marked
 * as.
 *
 * @param state {@code COMPLETED}, {@code FAILED}, {@code ROLLED_BACK}, or {@code NEW} if
 * it was marked as pending
 * @param marked whether only its record was changed
 * @param rollback whether its rollback ran
 * @param inTransaction whether it ran in a transaction, which leaves nothing if it failed
 * @param duration its duration
 * @param trace the stack trace of a failure, or {@code null}
 * @param token the token of the lock, which is different in each run
 * @param host the name of this machine
 */
public record MigrationEnd(MigrationState state, boolean marked, boolean rollback, boolean inTransaction,
		Duration duration, @Nullable String trace, long token, String host) {

}
