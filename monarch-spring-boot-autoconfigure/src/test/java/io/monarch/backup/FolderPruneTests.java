package io.monarch.backup;

import java.nio.file.Files;
import java.nio.file.Path;

import io.monarch.backup.storage.BackupStorage;
import io.monarch.backup.storage.FolderStorage;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests for {@link Backups} in a folder.
 */
class FolderPruneTests extends PruneContract {

	@TempDir
	private Path folder;

	@Override
	BackupStorage storage() {
		return new FolderStorage(this.folder);
	}

	@Override
	void put(String name, byte[] content) throws Exception {
		Files.write(this.folder.resolve(name), content);
	}

}
