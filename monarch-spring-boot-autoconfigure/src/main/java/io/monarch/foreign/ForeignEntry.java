package io.monarch.foreign;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The entry of a migration in the history of another tool.
 *
 * @param id the id of the migration in that tool
 * @param author its author, or {@code null} if the tool has none or only a default one
 * @param verdict the verdict
 * @param why the reason for users
 * @param warning whether a person should check it although it is decided
 * @param at the time at which the migration ended, or {@code null} if it is not known
 * @param duration its duration, or {@code null} if it is not known
 * @param type the name of the class that the tool recorded, or {@code null}
 * @param error the first line of the error, without secrets, or {@code null}
 * @param aliases other names of the migration, such as that of its file without the
 * extension
 * @param shared whether another author has a migration with the same id
 */
public record ForeignEntry(String id, @Nullable String author, Verdict verdict, String why, boolean warning,
		@Nullable Instant at, @Nullable Duration duration, @Nullable String type, @Nullable String error,
		List<String> aliases, boolean shared) {

	/** Mongock's author of a change without one. */
	static final String DEFAULT_AUTHOR = "default_author";

	/**
	 * Return the name that distinguishes it from that of another author.
	 * @return the id, an at-sign, and the author
	 */
	public String qualifiedId() {
		return this.id + "@" + ((this.author != null) ? this.author : DEFAULT_AUTHOR);
	}

	/**
	 * Return the shortest name that distinguishes it from all others.
	 * @return the id, with the author if another one has the same id
	 */
	public String name() {
		return this.shared ? qualifiedId() : this.id;
	}

	/**
	 * Tell whether a text names it.
	 * @param text an id, with or without its author
	 * @return whether it is meant
	 */
	public boolean isNamed(String text) {
		return text.equals(this.id) || text.equals(qualifiedId()) || this.aliases.contains(text);
	}

	/**
	 * Return it with another verdict.
	 * @param other the verdict
	 * @param reason why
	 * @return the entry
	 */
	public ForeignEntry with(Verdict other, String reason) {
		return new ForeignEntry(this.id, this.author, other, reason, this.warning, this.at, this.duration, this.type,
				this.error, this.aliases, this.shared);
	}

	/**
	 * Return the author, or {@code null} for a default one.
	 */
	public static @Nullable String author(@Nullable String author) {
		return (author == null || author.isEmpty() || author.equals(DEFAULT_AUTHOR)) ? null : author;
	}

}
