package io.monarch.testsupport;

import java.io.OutputStream;
import java.io.PrintStream;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Keeps what a class of tests prints out of the build's output. Placed before Spring
 * Boot's {@code OutputCaptureExtension}, which captures it all the same.
 */
public final class QuietOutput implements BeforeAllCallback, AfterAllCallback {

	private final PrintStream out = System.out;

	private final PrintStream err = System.err;

	@Override
	public void beforeAll(ExtensionContext context) {
		System.setOut(new PrintStream(OutputStream.nullOutputStream()));
		System.setErr(new PrintStream(OutputStream.nullOutputStream()));
	}

	@Override
	public void afterAll(ExtensionContext context) {
		System.setOut(this.out);
		System.setErr(this.err);
	}

}
