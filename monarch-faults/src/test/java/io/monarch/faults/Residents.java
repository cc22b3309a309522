package io.monarch.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;

import io.monarch.autoconfigure.ResidentCommands;
import io.monarch.faults.SampleProcess.Outcome;
import org.bson.Document;

/**
 * Processes that run one command after the other, since the start of a JVM costs ten
 * times what the command does. Only what is broken has to be a process of its own. There
 * are as many as commands are run at once.
 */
final class Residents implements AutoCloseable {

	/** After so many a new process takes over, so that nothing piles up. */
	private static final int COMMANDS = 200;

	private final SampleJar jar;

	private final Path folder;

	private final BlockingDeque<Resident> idle = new LinkedBlockingDeque<>();

	Residents(SampleJar jar, Path folder) {
		this.jar = jar;
		this.folder = folder;
	}

	/**
	 * Run a command. A process that did not answer is not asked again.
	 */
	Outcome run(List<String> words, List<String> properties) throws Exception {
		Resident resident = this.idle.pollFirst();
		if (resident == null) {
			resident = new Resident();
		}
		boolean healthy = false;
		try {
			Outcome outcome = resident.run(words, properties);
			healthy = resident.commands < COMMANDS;
			return outcome;
		}
		finally {
			if (healthy) {
				this.idle.addFirst(resident);
			}
			else {
				resident.process.close();
			}
		}
	}

	/**
	 * Let those that are idle end by themselves.
	 */
	void end() throws InterruptedException {
		for (Resident resident : this.idle) {
			resident.process.end();
		}
		this.idle.clear();
	}

	@Override
	public void close() {
		for (Resident resident = this.idle.poll(); resident != null; resident = this.idle.poll()) {
			resident.process.close();
		}
	}

	private final class Resident {

		private final Path temporary = Files.createTempDirectory(Residents.this.folder, "resident-");

		private final ResidentProcess process;

		private int commands;

		Resident() throws IOException {
			List<String> command = Residents.this.jar.command(false, this.temporary, ResidentCommands.class.getName());
			this.process = new ResidentProcess(new ProcessBuilder(command).directory(Residents.this.folder.toFile())
				.redirectError(
						ProcessBuilder.Redirect.appendTo(Residents.this.folder.resolve("residents.log").toFile())));
		}

		Outcome run(List<String> words, List<String> properties) throws Exception {
			this.commands++;
			List<String> arguments = new ArrayList<>(words);
			arguments.addAll(properties);
			this.process.tell(new Document("arguments", arguments).toJson());
			Document answer = Document.parse(answer(words));
			Temporaries.requireNone(this.temporary, words);
			return new Outcome(words, answer.getInteger("exit"), false, answer.getString("out"),
					answer.getString("err"));
		}

		private String answer(List<String> words) throws InterruptedException {
			try {
				return this.process.answer(SampleProcess.PATIENCE);
			}
			catch (AssertionError ex) {
				throw new AssertionError("'" + String.join(" ", words) + "': " + ex.getMessage(), ex);
			}
		}

	}

}
