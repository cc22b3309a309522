package io.monarch.shell.terminal;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;

/**
 * Writes to a stream of the process in its character set. What that cannot represent is
 * escaped and not replaced by a question mark, so that a name stays the name of one thing
 * also where there is no locale.
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
	 * @throws IOException if anything that was written before is lost: the stream itself
	 * throws nothing
	 */
	@Override
	public void flush() throws IOException {
		if (this.stream.checkError()) {
			throw new IOException("the stream cannot be written");
		}
	}

	@Override
	public void close() {
		this.stream.flush(); // the process has it for longer
	}

}
