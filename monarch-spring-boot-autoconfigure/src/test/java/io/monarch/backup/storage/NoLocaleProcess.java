package io.monarch.backup.storage;

import java.nio.file.Path;
import java.time.LocalDate;

import io.monarch.environment.MonarchException;

/**
 * A process that lists a folder and begins a backup in it, for environments that the test
 * chooses.
 */
final class NoLocaleProcess {

	private NoLocaleProcess() {
	}

	/**
	 * List and begin.
	 * @param args the folder
	 */
	public static void main(String[] args) throws Exception {
		FolderStorage storage = new FolderStorage(Path.of(args[0]));
		for (StoredFile file : storage.list()) {
			try (BackupFile opened = storage.open(file.name())) {
				System.out.println("LISTED " + file.name() + " of " + opened.size());
			}
		}
		try {
			storage.create("gr\u00f6\u00dfe", LocalDate.of(2026, 11, 23)).close();
		}
		catch (MonarchException ex) {
			String message = String.valueOf(ex.getMessage()).replace("\u00f6", "\\u00f6").replace("\u00df", "\\u00df");
			System.out.println("REFUSED " + ex.kind() + " " + message);
			System.out.println("NEXT " + ex.action());
		}
	}

}
