package io.monarch.migration;

import io.monarch.environment.FailureText;
import org.jspecify.annotations.Nullable;

/**
 * The application that runs migrations, as recorded in the history.
 *
 * @param name the name of the application, or {@code null} if it has none
 * @param version its version, or {@code null} if that is not known
 */
public record MigratingApplication(@Nullable String name, @Nullable String version) {

	/** An unknown application. */
	public static final MigratingApplication UNKNOWN = new MigratingApplication(null, null);

	/**
	 * Create from the configuration.
	 * @param name the name, or {@code null}
	 * @param version the version, or {@code null}
	 */
	public MigratingApplication {
		name = (name != null) ? FailureText.wellFormed(name) : null;
		version = (version != null) ? FailureText.wellFormed(version) : null;
	}

}
