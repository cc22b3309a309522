package io.monarch.backup.storage;

import java.time.Instant;

/**
 * A file in a store.
 *
 * @param name its name
 * @param size the bytes
 * @param modified when it was written
 */
public record StoredFile(String name, long size, Instant modified) {

}
