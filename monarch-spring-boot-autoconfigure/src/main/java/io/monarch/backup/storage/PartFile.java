package io.monarch.backup.storage;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;

/**
 * A backup that is being written: {@code .<name>.<host>.part}, where the host is eight
 * digits that identify this machine. A lock shows whether its writer is alive, but not on
 * all file systems that several machines share.
 *
 * @param path the file
 * @param backup the final name of the backup
 * @param host the digits of the machine, or {@code null} for files of earlier versions
 */
record PartFile(Path path, String backup, @Nullable String host) {

	private static final Pattern NAME = Pattern.compile("\\.(.+?\\.dmp\\.zip)(?:\\.([0-9a-f]{8}))?\\.part",
			Pattern.DOTALL);

	private static final String THIS_HOST = thisHost();

	/**
	 * Return the file that this machine writes a backup to.
	 */
	static PartFile of(Path folder, String backup) {
		return new PartFile(folder.resolve("." + backup + "." + THIS_HOST + ".part"), backup, THIS_HOST);
	}

	/**
	 * Return an existing file, or {@code null} if its name does not have exactly this
	 * form.
	 */
	static @Nullable PartFile ofExisting(Path path) {
		Matcher matcher = NAME.matcher(path.getFileName().toString());
		return (matcher.matches() && BackupName.isOne(matcher.group(1)))
				? new PartFile(path, matcher.group(1), matcher.group(2)) : null;
	}

	boolean isOfThisHost() {
		return THIS_HOST.equals(this.host);
	}

	private static String thisHost() {
		CRC32 digest = new CRC32();
		digest.update(hostName().getBytes(StandardCharsets.UTF_8));
		return String.format("%08x", digest.getValue());
	}

	private static String hostName() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "unknown-host"; // its files count as its own, and their locks decide
		}
	}

}
