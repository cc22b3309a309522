package io.monarch.migration;

import io.monarch.environment.FailureText;
import org.jspecify.annotations.Nullable;

/**
 * The application that runs migrations, as the history names it.
 *
 * @param name the name of the application, or {@code null} if it has none
 * @param version its version, or {@code null} if that is not known
 */
public record MigratingApplication(@Nullable String name, @Nullable String version) {

	/** An application of which nothing is known. */
	public static final MigratingApplication UNKNOWN = new MigratingApplication(null, null);

	/**
	 * Create from what is configured.
	 * @param name the name, or {@code null}
	 * @param version the version, or {@code null}
	 */
	public MigratingApplication {
		name = (name != null) ? FailureText.wellFormed(name) : null;
		version = (version != null) ? FailureText.wellFormed(version) : null;
	}

}
