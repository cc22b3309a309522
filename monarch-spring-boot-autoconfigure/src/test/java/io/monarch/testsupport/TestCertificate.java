package io.monarch.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A self-signed certificate for a server, made with the keytool of the JDK.
 */
public final class TestCertificate {

	private static final String PASSWORD = "changeit";

	private final Path certificate;

	private final Path certificateAndKey;

	private TestCertificate(Path certificate, Path certificateAndKey) {
		this.certificate = certificate;
		this.certificateAndKey = certificateAndKey;
	}

	/**
	 * Make a certificate.
	 * @param folder where to put the files
	 * @param name whom it is for, as keytool writes it: {@code ip:127.0.0.1} or
	 * {@code dns:localhost}
	 * @return the certificate
	 */
	public static TestCertificate create(Path folder, String name) {
		try {
			Path store = folder.resolve("store-" + name.replace(':', '-') + ".p12");
			Process process = new ProcessBuilder(
					List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
							"-alias", "server", "-keyalg", "EC", "-dname", "CN=monarch test", "-ext", "san=" + name,
							"-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD))
				.redirectErrorStream(true)
				.start();
			String output = new String(process.getInputStream().readAllBytes());
			if (process.waitFor() != 0) {
				throw new IllegalStateException("keytool failed: " + output);
			}
			return read(store);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static TestCertificate read(Path store) throws IOException, GeneralSecurityException {
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream stream = Files.newInputStream(store)) {
			keys.load(stream, PASSWORD.toCharArray());
		}
		String certificate = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
		String key = pem("PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
		return new TestCertificate(Files.writeString(store.resolveSibling(store.getFileName() + ".crt"), certificate),
				Files.writeString(store.resolveSibling(store.getFileName() + ".pem"), certificate + key));
	}

	private static String pem(String type, byte[] content) {
		return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content)
				+ "\n-----END " + type + "-----\n";
	}

	/**
	 * Return the file that a client trusts.
	 * @return a PEM file with the certificate
	 */
	public Path certificate() {
		return this.certificate;
	}

	/**
	 * Return the file that a server shows itself with.
	 * @return a PEM file with the certificate and its key
	 */
	public Path certificateAndKey() {
		return this.certificateAndKey;
	}

}
