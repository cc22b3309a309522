package io.monarch.backup.archive;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Names of files for collections, as mongodump makes them.
 */
final class FileNames {

	private static final int MAXIMUM = 238;

	private static final int KEPT = 208;

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
			return escaped.substring(0, KEPT) + "%24" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return the collection that a name was made from. Of a shortened one this is not the
	 * collection, whose metadata has it then.
	 */
	static String toCollection(String escaped) {
		try {
			return URLDecoder.decode(escaped, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw new BadArchiveException("holds a file whose name is no collection: '" + printable(escaped) + "'");
		}
	}

	/**
	 * Return a name as it can be shown: no control characters, and not too long.
	 */
	static String printable(String name) {
		String clean = name.replaceAll("\\p{Cntrl}", "?");
		return (clean.length() <= MAXIMUM) ? clean : String.join("", Arrays.asList(clean.substring(0, KEPT), "..."));
	}

}
