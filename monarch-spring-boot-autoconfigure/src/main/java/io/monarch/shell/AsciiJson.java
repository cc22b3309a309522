package io.monarch.shell;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.monarch.environment.FailureText;
import io.monarch.environment.Secrets;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter;

/**
 * Writes a JSON value in ASCII, so that the character set of a pipe or a terminal does
 * not matter.
 */
final class AsciiJson {

	private static final JsonWriter<Object> JSON = JsonWriter.standard();

	private AsciiJson() {
	}

	static String write(Object value) {
		StringBuilder ascii = new StringBuilder();
		JSON.write(hidden(value)).toJsonString().chars().forEach((unit) -> {
			if (unit < 0x7f) {
				ascii.append((char) unit);
			}
			else {
				ascii.append(String.format("\\u%04x", unit));
			}
		});
		return ascii.toString();
	}

	/**
	 * Hide credentials in each text separately: in the JSON, one could seem to continue
	 * after the end of its text. Parsers would reject the escapes of unpaired surrogates.
	 */
	private static @Nullable Object hidden(@Nullable Object value) {
		if (value instanceof String text) {
			return FailureText.wellFormed(Secrets.hide(text));
		}
		if (value instanceof Collection<?> values) {
			return values.stream().map(AsciiJson::hidden).collect(Collectors.toCollection(ArrayList::new));
		}
		if (value instanceof Map<?, ?> fields) {
			Map<String, @Nullable Object> shape = new LinkedHashMap<>();
			fields.forEach((name, field) -> shape.put(FailureText.wellFormed(Secrets.hide(String.valueOf(name))),
					hidden(field)));
			return shape;
		}
		return value;
	}

}
