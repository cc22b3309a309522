package io.monarch.backup.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.monarch.benchmark.DumpedData;
import io.monarch.testsupport.GeneratedSection;
import io.monarch.testsupport.TestReplicaSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compresses the chunks of a backup at several levels, taking turns, in one thread: what
 * a level costs and what it saves.
 */
class LevelsBenchmark {

	private static final int CHUNK = 4 << 20;

	private static final int ROUNDS = Integer.getInteger("monarch.benchmark.rounds", 3);

	private static final double SIZE = Double.parseDouble(System.getProperty("monarch.benchmark.sizes", "0.2"));

	private static final Map<Compression, List<Integer>> LEVELS = Map.of(Compression.ZSTD, List.of(1, 2, 3, 4, 6, 9),
			Compression.GZIP, List.of(1, 3, 6, 9));

	@TempDir
	private Path folder;

	@Test
	void levels() throws IOException {
		try (TestReplicaSet server = TestReplicaSet.start(1); MongoClient client = MongoClients.create(server.uri())) {
			DumpedData.into(this.folder, client, SIZE);
		}
		Map<String, List<Double>> seconds = new LinkedHashMap<>();
		Map<String, Long> sizes = new LinkedHashMap<>();
		long bytes = 0;
		for (int round = 0; round < ROUNDS; round++) {
			for (Compression compression : List.of(Compression.ZSTD, Compression.GZIP)) {
				for (int level : LEVELS.getOrDefault(compression, List.of())) {
					String name = compression.name().toLowerCase(Locale.ROOT) + " " + level;
					try (ChunkCompressor compressor = new ChunkCompressor(compression, level)) {
						Run run = run(compressor);
						bytes = run.bytes();
						sizes.put(name, run.compressed());
						seconds.computeIfAbsent(name, (key) -> new ArrayList<>()).add(run.seconds());
						System.out.println(name + " " + run);
					}
				}
			}
		}
		String chosen = "zstd " + ChunkCompressor.ZSTD_LEVEL;
		StringBuilder page = new StringBuilder(String.format(Locale.ROOT,
				"%d MB, %d rounds, one thread:%n%n| codec and level | time, %s = 1 | size, gzip 6 = 1 | MB/s |%n|---|---|---|---|%n",
				bytes / 1_000_000, ROUNDS, chosen));
		for (String name : seconds.keySet()) {
			page.append(String.format(Locale.ROOT, "| %s | %.2f | %.3f | %.0f |%n", name,
					median(seconds.get(name)) / median(seconds.get(chosen)),
					(double) sizes.get(name) / sizes.get("gzip 6"), bytes / 1e6 / median(seconds.get(name))));
		}
		System.out.println(page);
		if (Boolean.getBoolean("monarch.figures.write")) {
			new GeneratedSection("design/figures.md", "levels").write(page.toString());
		}
	}

	private Run run(ChunkCompressor compressor) throws IOException {
		long nanos = 0;
		long bytes = 0;
		long compressed = 0;
		List<Path> files;
		try (Stream<Path> listed = Files.list(this.folder)) {
			files = listed.filter((file) -> file.toString().endsWith(".bson")).sorted().toList();
		}
		byte[] chunk = new byte[CHUNK];
		for (Path file : files) {
			try (InputStream input = Files.newInputStream(file)) {
				for (int count = input.readNBytes(chunk, 0, CHUNK); count > 0; count = input.readNBytes(chunk, 0,
						CHUNK)) {
					long start = System.nanoTime();
					compressor.compress(chunk, count);
					nanos += System.nanoTime() - start;
					bytes += count;
					compressed += compressor.length();
				}
			}
		}
		return new Run(nanos / 1e9, bytes, compressed);
	}

	private static double median(List<Double> seconds) {
		return seconds.stream().sorted().toList().get(seconds.size() / 2);
	}

	private record Run(double seconds, long bytes, long compressed) {

	}

}
