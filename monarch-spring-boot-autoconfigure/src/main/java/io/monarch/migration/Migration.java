package io.monarch.migration;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Marks a {@link MongoMigration} and sets its id. The bean is created only for a run that
 * includes it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
@Lazy
public @interface Migration {

	/**
	 * The id: unique, and at most 200 characters long. Migrations run in the order of
	 * their ids, in which numbers are compared as numbers. Usually a timestamp and a few
	 * words, such as {@code 202611231015_index_dogs_by_owner}.
	 * @return the id
	 */
	@AliasFor("id")
	String value() default "";

	/**
	 * The same as {@link #value()}, for use beside other attributes.
	 * @return the id
	 */
	@AliasFor("value")
	String id() default "";

	/**
	 * A description of the migration, which lists show.
	 * @return the description
	 */
	String description() default "";

	/**
	 * Whether the migration and its record commit together, or not at all. Requires a
	 * replica set. Index builds and very large updates cannot run in a transaction.
	 * @return whether to run in a transaction
	 */
	boolean transactional() default false;

	/**
	 * The author's statement that it is safe to run the migration again from any point.
	 * It then runs again automatically after it failed or its process died.
	 * @return whether it may be run again
	 */
	boolean restartable() default false;

	/**
	 * The ids that the migration had before: in another tool, whose history is imported,
	 * or in Monarch. If there are several, the migration counts as applied if all of them
	 * are. If two authors had the same id in Mongock, use the id, an at-sign and the
	 * author: {@code add-index@jane}.
	 * @return the ids
	 */
	String[] formerly() default {};

	/**
	 * The environments that the migration is for; empty for all.
	 * @return names of environments, or patterns such as {@code tenant-*}
	 */
	String[] environments() default {};

	/**
	 * The version of a repeatable migration, such as {@code "3"}: it runs again when its
	 * version is greater than the one in the history. Numbers are compared as numbers.
	 * Empty for a migration that runs once.
	 * @return the version, at most 200 characters
	 */
	String version() default "";

	/**
	 * Whether a {@link MongoBatchMigration batch migration} runs after the application is
	 * ready, on one instance. It releases the lock between two batches while another
	 * process waits for it. Later migrations do not wait for it unless they name it in
	 * {@link #after()}.
	 * @return whether it runs in the background
	 */
	boolean background() default false;

	/**
	 * The ids of migrations that are completed before this one runs, even those that run
	 * in the background.
	 * @return the ids
	 */
	String[] after() default {};

}
