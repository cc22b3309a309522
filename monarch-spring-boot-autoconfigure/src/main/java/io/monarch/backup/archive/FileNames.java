package io.monarch.backup.archive;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Names of files for collections, as in mongodump.
 */
final class FileNames {

	private static final int MAXIMUM = 238;

	private static final int KEPT = 208;

	private static final String HASH = "%24";

	private static final char REPLACEMENT = '\uFFFD';

	private FileNames() {
	}

	static String of(String collection) {
		// Go escapes the asterisk and not the tilde.
		String escaped = URLEncoder.encode(collection, StandardCharsets.UTF_8).replace("*", "%2A").replace("%7E", "~");
		if (escaped.length() <= MAXIMUM) {
			return escaped;
		}
		try {
			byte[] hash = MessageDigest.getInstance("SHA-1").digest(collection.getBytes(StandardCharsets.UTF_8));
			return escaped.substring(0, KEPT) + HASH + Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Tell whether a name has the form of a shortened one.
	 */
	static boolean isShortened(String escaped) {
		return escaped.length() == MAXIMUM && escaped.startsWith(HASH, KEPT);
	}

	/**
	 * Return the collection of a file name. For a shortened name, only the metadata
	 * contains the collection.
	 * @throws BadArchiveException if the name is not text that was escaped
	 */
	static String toCollection(String escaped) {
		if (isShortened(escaped)) {
			// Where it was cut, there may be a half of an escape or of a character.
			String kept = escaped.substring(0, KEPT).replaceFirst("%[0-9A-Fa-f]?$", "");
			return decoded(kept, escaped) + decoded(escaped.substring(KEPT), escaped);
		}
		String collection = decoded(escaped, escaped);
		// Invalid UTF-8 is decoded to the replacement character.
		if (collection.indexOf(REPLACEMENT) >= 0 && !collection.equals(strictlyDecoded(escaped))) {
			throw noCollection(escaped);
		}
		return collection;
	}

	private static String decoded(String escaped, String name) {
		try {
			return URLDecoder.decode(escaped, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw noCollection(name);
		}
	}

	private static String strictlyDecoded(String escaped) {
		try {
			byte[] bytes = URLDecoder.decode(escaped, StandardCharsets.ISO_8859_1)
				.getBytes(StandardCharsets.ISO_8859_1);
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			throw noCollection(escaped);
		}
	}

	private static BadArchiveException noCollection(String escaped) {
		return new BadArchiveException(
				"holds a file whose name is not that of a collection: " + "'" + printable(escaped) + "'");
	}

	/**
	 * Return a name as it can be shown: no control characters, and not too long.
	 */
	static String printable(String name) {
		String clean = name.replaceAll("\\p{Cntrl}", "?");
		return (clean.length() <= MAXIMUM) ? clean : String.join("", Arrays.asList(clean.substring(0, KEPT), "..."));
	}

}
