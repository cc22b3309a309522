package io.monarch.shell.terminal;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;

/**
 * Writes to a stream of the process in its character set. Characters that it cannot
 * represent are escaped rather than replaced by question marks, so that names stay
 * unambiguous even without a locale.
 */
public final class StreamWriter extends Writer {

	private final PrintStream stream;

	private final Charset charset;

	private final CharsetEncoder encoder;

	public StreamWriter(PrintStream stream, Charset charset) {
		this.stream = stream;
		this.charset = charset;
		this.encoder = charset.newEncoder();
	}

	@Override
	public void write(char[] buffer, int offset, int length) {
		String text = new String(buffer, offset, length);
		byte[] bytes = (this.encoder.canEncode(text) ? text : escape(text)).getBytes(this.charset);
		this.stream.write(bytes, 0, bytes.length);
	}

	private String escape(String text) {
		StringBuilder escaped = new StringBuilder();
		text.codePoints().forEach((point) -> {
			String character = Character.toString(point);
			if (this.encoder.canEncode(character)) {
				escaped.append(character);
			}
			else {
				character.chars().forEach((unit) -> escaped.append(String.format("\\u%04x", unit)));
			}
		});
		return escaped.toString();
	}

	/**
	 * Flush.
	 * @throws IOException if anything written before is lost, since the stream itself
	 * does not throw
	 */
	@Override
	public void flush() throws IOException {
		if (this.stream.checkError()) {
			throw new IOException("the stream cannot be written");
		}
	}

	@Override
	public void close() {
		this.stream.flush(); // the process needs it longer
	}

}
