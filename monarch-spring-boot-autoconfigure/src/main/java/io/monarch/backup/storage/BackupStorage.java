package io.monarch.backup.storage;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;

/**
 * A store of backups.
 */
public interface BackupStorage {

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
	 * Delete a file.
	 * @param name its name
	 * @throws IOException if it cannot be deleted
	 */
	void delete(String name) throws IOException;

}
