package io.monarch.autoconfigure;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.bson.Document;

/**
 * Runs commands of the sample one after the other in one process, as its {@code main}
 * would: each line on the standard input is one, and is answered by a line that begins
 * with {@code =}. Only here can the end of the process be replaced.
 */
public final class ResidentCommands {

	/** The exit code of what neither ended nor said with which code it would. */
	private static final int NONE = -1;

	private final MethodHandle application;

	private int exit = NONE;

	private ResidentCommands(MethodHandle application) {
		this.application = application;
	}

	public static void main(String[] args) throws Exception {
		BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
		System.setIn(InputStream.nullInputStream());
		MethodHandle application = MethodHandles
			.privateLookupIn(Class.forName("io.monarch.sample.SampleApplication"), MethodHandles.lookup())
			.findStatic(Class.forName("io.monarch.sample.SampleApplication"), "main",
					MethodType.methodType(void.class, String[].class));
		ResidentCommands commands = new ResidentCommands(application);
		for (String line = requests.readLine(); line != null; line = requests.readLine()) {
			answers.println("=" + commands.run(Document.parse(line).getList("arguments", String.class)).toJson());
		}
		System.exit(0);
	}

	private Document run(List<String> arguments) {
		List<String> all = new ArrayList<>(List.of(AdminMode.COMMAND));
		all.addAll(arguments);
		this.exit = NONE;
		AdminMode.exit = (code) -> this.exit = code;
		PrintStream out = System.out;
		PrintStream err = System.err;
		ByteArrayOutputStream said = new ByteArrayOutputStream();
		ByteArrayOutputStream complained = new ByteArrayOutputStream();
		System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
		System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
		try {
			this.application.invokeExact(all.toArray(String[]::new));
		}
		catch (Throwable ex) {
			// What a process ends with once the code is known is no concern of anybody.
			if (this.exit == NONE) {
				ex.printStackTrace();
			}
		}
		finally {
			System.setOut(out);
			System.setErr(err);
		}
		return new Document("exit", this.exit).append("out", said.toString(StandardCharsets.UTF_8))
			.append("err", complained.toString(StandardCharsets.UTF_8));
	}

}
