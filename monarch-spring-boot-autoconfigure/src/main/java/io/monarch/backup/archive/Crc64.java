package io.monarch.backup.archive;

/**
 * The checksum of mongodump's archives, CRC-64/XZ.
 */
final class Crc64 {

	private static final long POLYNOMIAL = 0xC96C5795D7870F42L;

	private static final long[] TABLE = new long[256];

	static {
		for (int i = 0; i < TABLE.length; i++) {
			long value = i;
			for (int bit = 0; bit < 8; bit++) {
				value = ((value & 1) != 0) ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
			}
			TABLE[i] = value;
		}
	}

	private long state = -1;

	private boolean empty = true;

	void update(byte[] bytes) {
		long crc = this.state;
		for (byte each : bytes) {
			crc = TABLE[(int) (crc ^ each) & 0xff] ^ (crc >>> 8);
		}
		this.state = crc;
		this.empty = this.empty && bytes.length == 0;
	}

	/**
	 * Return the checksum, which is 0 of nothing.
	 */
	long value() {
		return this.empty ? 0 : ~this.state;
	}

}
