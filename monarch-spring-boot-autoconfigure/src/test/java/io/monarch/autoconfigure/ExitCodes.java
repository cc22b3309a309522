package io.monarch.autoconfigure;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Keeps the exit codes of the commands that a test runs, instead of ending its process,
 * and restores what admin mode changes in the process.
 */
final class ExitCodes implements BeforeEachCallback, AfterEachCallback {

	private final List<Integer> codes = new ArrayList<>();

	private final PrintStream stdout = System.out;

	@Override
	public void beforeEach(ExtensionContext context) {
		AdminMode.exit = this.codes::add;
	}

	@Override
	public void afterEach(ExtensionContext context) {
		AdminMode.exit = System::exit;
		restoreOutput();
	}

	/**
	 * Undo that results are written to a stream of their own.
	 */
	void restoreOutput() {
		System.setOut(this.stdout);
	}

	void add(int code) {
		this.codes.add(code);
	}

	/**
	 * Return the exit codes since the last call.
	 */
	List<Integer> take() {
		List<Integer> taken = List.copyOf(this.codes);
		this.codes.clear();
		return taken;
	}

}
