package io.monarch.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.mongodb.MongoException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Explains failures where servers answer but none of them is suitable: the read
 * preference of the URI allows none, or there is no primary.
 */
final class UnmatchedServers {

	private static final Pattern WANTED = Pattern
		.compile("that matches (?:ReadPreferenceServerSelector\\{readPreference=(.*?)\\}|WritableServerSelector)"
				+ "\\. Client view");

	private static final Pattern CONNECTED = Pattern
		.compile("address=([^,]+), type=(\\w+)(?:, [^{}]*?)?, state=CONNECTED");

	/** The driver's description of a read preference. */
	private static final Pattern DETAILS = Pattern.compile("ReadPreference\\{name=(\\w+)(.*)");

	private UnmatchedServers() {
	}

	/**
	 * Explain a failure.
	 * @param said the driver's description of the cluster, or empty
	 * @param unusable the kind of a failure to find any server
	 * @return the explanation, or {@code null} if there is another reason
	 */
	static @Nullable EnvironmentException explain(Environment environment, String said, Kind unusable,
			MongoException cause) {
		Matcher wanted = WANTED.matcher(said);
		List<String> servers = new ArrayList<>();
		for (Matcher each = CONNECTED.matcher(said); each.find();) {
			servers.add(each.group(1) + " is a " + each.group(2).toLowerCase(Locale.ROOT).replace('_', ' '));
		}
		if (!wanted.find() || servers.isEmpty()) {
			return null;
		}
		String there = String.join(", ", servers);
		String preference = wanted.group(1);
		if (preference == null || preference.equals("primary")) {
			return new EnvironmentException(unusable,
					"Environment " + environment.description() + " has no primary: " + there + ".",
					"Wait until its replica set has elected one, or look at the servers.", cause);
		}
		Matcher details = DETAILS.matcher(preference);
		String name = details.find() ? details.group(1) + (details.group(2).contains("tag") ? " with tags" : "")
				: preference;
		return new EnvironmentException(Kind.BAD_INPUT,
				"Environment " + environment.description() + " has no server that its read preference '" + name
						+ "' allows: " + there + ".",
				"Correct readPreference, readPreferenceTags or maxStalenessSeconds in the configuration of '"
						+ environment.name() + "', or start such a server.",
				cause);
	}

}
