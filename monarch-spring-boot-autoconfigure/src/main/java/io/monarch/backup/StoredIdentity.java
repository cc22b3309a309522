package io.monarch.backup;

/**
 * The identity of a backup in the store, as opposed to another one of the same name.
 *
 * @param checksum its checksum, which covers all of it
 * @param size its size in bytes
 */
record StoredIdentity(String checksum, long size) {

}
