package io.monarch.backup.storage;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A store of backups.
 */
public interface BackupStorage {

	/** No record is as large. */
	int RECORD_MAXIMUM = 64 << 10;

	/**
	 * Return a description of the store.
	 * @return for example {@code folder /backups}, without secrets
	 */
	String description();

	/**
	 * List the files, without reading them.
	 * @return the files
	 * @throws IOException if they cannot be listed
	 */
	List<StoredFile> list() throws IOException;

	/**
	 * Open a file.
	 * @param name its name
	 * @return the file, to be closed
	 * @throws IOException if it cannot be opened
	 */
	BackupFile open(String name) throws IOException;

	/**
	 * Begin a file under the lowest free name {@code <base>__yyyy_MM_dd[_n].dmp.zip}.
	 * @param base the first part of the name
	 * @param date the day
	 * @return the writer
	 * @throws IOException if it cannot be created
	 */
	BackupWriter create(String base, LocalDate date) throws IOException;

	/**
	 * Read the record of a proof that is stored beside a file.
	 * @param name the name of the file
	 * @return the record as it is, at most {@value #RECORD_MAXIMUM} bytes of it, or
	 * {@code null} if there is none
	 * @throws IOException if it cannot be read
	 */
	byte @Nullable [] readProof(String name) throws IOException;

	/**
	 * Write the record of a proof beside a file, all of it or nothing. It replaces an
	 * existing one. No list contains it.
	 * @param name the name of the file
	 * @param record the record
	 * @throws IOException if it cannot be written
	 */
	void writeProof(String name, byte[] record) throws IOException;

	/**
	 * Return where the record of a proof is, for messages.
	 * @param name the name of the file
	 * @return for example {@code /backups/.shop__2026_11_23.dmp.zip.proof}
	 */
	String placeOfProof(String name);

	/**
	 * Delete a file, and the record of its proof before it.
	 * @param name its name
	 * @throws IOException if it cannot be deleted
	 */
	void delete(String name) throws IOException;

}
