package io.monarch.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.monarch.faults.S3Gate.Answer;
import io.monarch.faults.S3Gate.Fate;
import io.monarch.faults.SampleProcess.Clock;
import io.monarch.faults.SampleProcess.Outcome;
import io.monarch.testsupport.TestS3;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Breaks requests of a backup to S3: afterwards it is absent or whole. What a writer that
 * can no longer clean up has left is not to be told from what another one writes just
 * now, and goes with the first backup of the next day.
 */
final class S3Faults {

	private static final long NEXT_DAY = 25 * 3600;

	private static final List<String> BACKUP = List.of("backup", "source", "--output", "json");

	private final Round round;

	private final TestS3 store;

	private int requests;

	private S3Faults(Round round) throws Exception {
		this.round = round;
		this.store = round.world.s3();
	}

	static String play(Round round) throws Exception {
		return new S3Faults(round).play();
	}

	private String play() throws Exception {
		try (S3Gate gate = new S3Gate(this.store.endpoint()); S3Client client = this.store.client(TestS3.SECRET)) {
			this.round.require(run(gate.endpoint()));
			this.requests = gate.requests();
			List<String> earlier = keys(client);
			assertThat(earlier).hasSize(1);
			try {
				return fail(client, earlier);
			}
			finally {
				keys(client).forEach((key) -> client.deleteObject((it) -> it.bucket("backups").key(key)));
			}
		}
	}

	private String fail(S3Client client, List<String> earlier) throws Exception {
		int mode = this.round.draw("error, errors, reset, refusal, lost answer or kill", 6);
		// It asks once more than the first of the day, whose name was free.
		int at = this.round.point(this.requests + 1);
		CompletableFuture<SampleProcess> started = new CompletableFuture<>();
		Outcome outcome;
		String reached;
		try (S3Gate gate = new S3Gate(this.store.endpoint())) {
			gate.at(at, mode == 1, answer(mode, started));
			try (SampleProcess process = this.round.start(BACKUP, properties(gate.endpoint()), Clock.RIGHT)) {
				started.complete(process);
				outcome = process.end();
			}
			reached = gate.reached();
		}
		if (mode < 5 || outcome.killed()) {
			this.round.struck(reached);
		}
		try {
			Messages.check(outcome);
			// Who is refused once does not come back to a reservation that it would
			// delete.
			boolean leaves = outcome.killed() || mode == 1 || (mode == 3 && reached.startsWith("DELETE"));
			return recover(client, earlier, outcome, leaves);
		}
		catch (AssertionError ex) {
			throw new AssertionError("mode " + mode + " at request " + at + ", " + reached + ": " + ex.getMessage()
					+ "\nafter " + outcome, ex);
		}
	}

	/**
	 * An error once, errors from now on, a reset, a refusal, which is not tried again, a
	 * lost answer, or the end of the process.
	 */
	private static Answer answer(int mode, CompletableFuture<SampleProcess> started) {
		return (client) -> switch (mode) {
			case 0 -> refuse(client, "500 Internal Server Error");
			case 1 -> refuse(client, "503 Slow Down");
			case 2 -> reset(client);
			case 3 -> refuse(client, "403 Forbidden");
			case 4 -> Fate.UNANSWERED;
			default -> {
				started.join().kill();
				yield Fate.ENDS;
			}
		};
	}

	private static Fate refuse(Socket client, String status) throws IOException {
		client.getOutputStream()
			.write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
				.getBytes(StandardCharsets.ISO_8859_1));
		client.shutdownOutput();
		// What is not read makes a reset of the end, and the answer may get lost.
		client.setSoTimeout(200);
		try {
			client.getInputStream().transferTo(OutputStream.nullOutputStream());
		}
		catch (SocketTimeoutException ex) {
			// it has heard enough
		}
		return Fate.ENDS;
	}

	private static Fate reset(Socket client) throws IOException {
		client.setSoLinger(true, 0);
		return Fate.ENDS;
	}

	private String recover(S3Client client, List<String> earlier, Outcome outcome, boolean leaves) throws Exception {
		List<String> left = new ArrayList<>(backups(client));
		for (String key : left) {
			Path file = this.round.folder.resolve("downloaded.zip");
			Files.deleteIfExists(file);
			client.getObject((it) -> it.bucket("backups").key(key), file);
			StoredBackups.requireWhole(file, this.round.world.backup());
		}
		assertThat(left).containsAll(earlier);
		if (outcome.succeeded()) {
			assertThat(left).contains(prefix() + outcome.json().getString("name"));
		}
		else if (!outcome.killed()) {
			assertThat(left).as("said not to be made").isEqualTo(earlier);
		}
		if (!leaves) {
			assertThat(uploads(client)).as("uploads").isEmpty();
			assertThat(keys(client)).as("reservations").isEqualTo(left);
		}
		this.round.require(run(this.store.endpoint().toString()));
		if (leaves) {
			this.round.require(runOnNextDay());
		}
		assertThat(uploads(client)).as("uploads after the next backup").isEmpty();
		assertThat(keys(client)).as("reservations after the next backup").isEqualTo(backups(client));
		String how = outcome.killed() ? "killed" : outcome.succeeded() ? "done" : "failed";
		return how + ((left.size() > earlier.size()) ? ", whole" : ", absent");
	}

	private Outcome run(String endpoint) throws Exception {
		return this.round.run(BACKUP, properties(endpoint));
	}

	private Outcome runOnNextDay() throws Exception {
		try (SampleProcess process = this.round.start(BACKUP, properties(this.store.endpoint().toString()),
				this.round.world.clock(NEXT_DAY))) {
			return process.end();
		}
	}

	private List<String> properties(String endpoint) {
		return List.of("--monarch.environments.source.uri=" + this.round.sourceUri(false),
				"--monarch.backups.s3.bucket=backups", "--monarch.backups.s3.prefix=" + this.round.name(),
				"--monarch.backups.s3.region=us-east-1", "--monarch.backups.s3.endpoint=" + endpoint,
				"--monarch.backups.s3.path-style=true", "--monarch.backups.s3.access-key=" + TestS3.KEY,
				"--monarch.backups.s3.secret-key=" + TestS3.SECRET);
	}

	private String prefix() {
		return this.round.name() + "/";
	}

	private List<String> keys(S3Client client) {
		return client.listObjectsV2((it) -> it.bucket("backups").prefix(prefix()))
			.contents()
			.stream()
			.map(S3Object::key)
			.sorted()
			.toList();
	}

	private List<String> backups(S3Client client) {
		return keys(client).stream().filter((key) -> key.endsWith(".dmp.zip")).toList();
	}

	private List<?> uploads(S3Client client) {
		return client.listMultipartUploads((it) -> it.bucket("backups").prefix(prefix())).uploads();
	}

}
