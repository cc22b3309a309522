package io.monarch.benchmark;

import java.nio.file.Path;

import com.mongodb.client.MongoClient;

/**
 * The data of the benchmarks as files, one a collection.
 */
public final class DumpedData {

	private DumpedData() {
	}

	/**
	 * Write the files.
	 * @param folder where they go
	 * @param client the client of a server that is used for it
	 * @param size how large, as a factor
	 */
	public static void into(Path folder, MongoClient client, double size) {
		BenchmarkData.fill(client.getDatabase("source"), size);
		new Floors(client, folder).readIntoFiles();
	}

}
