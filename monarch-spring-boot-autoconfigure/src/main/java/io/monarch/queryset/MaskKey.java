package io.monarch.queryset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.monarch.environment.MonarchException;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The secret of masks. Without it, no value can be found by trying.
 */
public final class MaskKey {

	private static final String ALGORITHM = "HmacSHA256";

	private static final int SHORTEST = 16;

	private static final int FEWEST_DIFFERENT = 6;

	private final SecretKeySpec key;

	private final boolean temporary;

	/** Creating one takes longer than using it, and threads cannot share it. */
	private final ThreadLocal<Mac> mac = ThreadLocal.withInitial(this::newMac);

	private MaskKey(byte[] key, boolean temporary) {
		this.key = new SecretKeySpec(key, ALGORITHM);
		this.temporary = temporary;
	}

	/**
	 * Return the key of a configuration.
	 * @param key the secret, or {@code null} for a random one that lasts as long as this
	 * process
	 * @return the key
	 * @throws MonarchException if the secret is so weak that it can be found by trying
	 */
	public static MaskKey of(@Nullable String key) {
		if (key != null && !key.isEmpty()) {
			if (key.length() < SHORTEST || key.chars().distinct().count() < FEWEST_DIFFERENT) {
				throw new MonarchException(MonarchException.Kind.BAD_INPUT,
						"monarch.masks.key is too weak: it has " + key.length() + " characters, "
								+ key.chars().distinct().count() + " of them different.",
						"Use " + SHORTEST + " or more random characters, such as 'openssl rand -base64 32' prints.");
			}
			return new MaskKey(key.getBytes(StandardCharsets.UTF_8), false);
		}
		byte[] random = new byte[32];
		new SecureRandom().nextBytes(random);
		return new MaskKey(random, true);
	}

	boolean isTemporary() {
		return this.temporary;
	}

	/**
	 * Return digits derived from a value.
	 * @param value the value
	 * @return 64 hexadecimal digits
	 */
	public String hex(BsonValue value) {
		return HexFormat.of().formatHex(hash(value));
	}

	/**
	 * Return a number derived from a value.
	 * @param value the value
	 * @return the number, not negative
	 */
	public long number(BsonValue value) {
		return ByteBuffer.wrap(hash(value)).getLong() >>> 1;
	}

	private byte[] hash(BsonValue value) {
		String text = value.isString() ? value.asString().getValue() : new BsonDocument("", value).toJson();
		return this.mac.get().doFinal(text.getBytes(StandardCharsets.UTF_8));
	}

	private Mac newMac() {
		try {
			Mac made = Mac.getInstance(ALGORITHM);
			made.init(this.key);
			return made;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex); // every Java platform has it
		}
	}

	@Override
	public String toString() {
		return "***";
	}

}
