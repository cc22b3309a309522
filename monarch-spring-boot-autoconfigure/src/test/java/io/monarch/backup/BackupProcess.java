package io.monarch.backup;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.testsupport.FailPoint;
import io.monarch.transfer.Copies;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.ReplacementOptions;
import io.monarch.transfer.TransferListener;

/**
 * A process that backs up or restores a database, and that does something bad to itself
 * at a point: of what it writes to the store, or of what it writes to the database.
 */
final class BackupProcess {

	private static final TransferListener SILENT = new TransferListener() {
	};

	private BackupProcess() {
	}

	/**
	 * Back up or restore.
	 * @param args the URI of the database, the folder, the name of the backup to restore
	 * or nothing to make one, what to do, and at which point
	 */
	public static void main(String[] args) {
		ConnectionString uri = new ConnectionString(args[0]);
		FolderStorage folder = new FolderStorage(Path.of(args[1]));
		FailPoint point = new FailPoint(args[3], Integer.parseInt(args[4]));
		boolean restore = !args[2].isEmpty();
		MongoClientSettings.Builder client = MongoClientSettings.builder().applyConnectionString(uri);
		if (restore) {
			client.addCommandListener(point);
		}
		try (Environments environments = Environments
			.of(List.of(new EnvironmentSettings("test", client.build(), uri.getDatabase(), null)), "test")) {
			Environment environment = environments.get("test");
			if (restore) {
				var unused = new BackupRestorer(new Backups(folder, Clock.systemUTC()),
						new DatabaseReplacement(Copies.LOCKS))
					.restore(args[2], environment, Set.of(), Copies.approval(environment), ReplacementOptions.DEFAULT,
							SILENT);
			}
			else {
				var unused = new BackupCreator(new FaultyStorage(folder, point), Compression.ZSTD, Clock.systemUTC())
					.create(environment, EnvironmentReader.EVERYTHING, "shop", SILENT);
			}
			System.out.println("DONE");
		}
		catch (MonarchException ex) {
			System.out.println("FAILED " + ex.getMessage());
			System.exit(ex.kind().exitCode());
		}
	}

}
