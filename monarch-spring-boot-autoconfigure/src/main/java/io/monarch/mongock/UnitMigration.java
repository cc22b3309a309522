package io.monarch.mongock;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.monarch.environment.MonarchException;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * Runs a change unit as a migration. The method before it and the change itself share one
 * instance of its class.
 */
final class UnitMigration implements MongoMigration {

	private final ChangeUnit unit;

	private final UnitArguments ofConstructor;

	private final Map<Method, UnitArguments> ofMethods = new HashMap<>();

	/** The reason why the parameters of a rollback cannot be resolved. */
	private @Nullable MonarchException unresolved;

	private @Nullable Duration before;

	UnitMigration(ChangeUnit unit, UnitParameters parameters) {
		this.unit = unit;
		this.ofConstructor = UnitArguments.of(unit, unit.constructor(), parameters);
		Stream.of(unit.before(), unit.execution())
			.flatMap(Stream::ofNullable)
			.forEach((method) -> this.ofMethods.put(method, UnitArguments.of(unit, method, parameters)));
		Stream.of(unit.rollback(), unit.rollbackBefore())
			.flatMap(Stream::ofNullable)
			.forEach((method) -> resolve(method, parameters));
	}

	/**
	 * Resolve the parameters of a rollback. Mongock resolves them only when it rolls
	 * back.
	 */
	private void resolve(Method rollback, UnitParameters parameters) {
		try {
			this.ofMethods.put(rollback, UnitArguments.of(this.unit, rollback, parameters));
		}
		catch (MonarchException ex) {
			this.unresolved = ex;
		}
	}

	/**
	 * Return the names of all beans that are injected into the change unit.
	 */
	Set<String> beans() {
		Set<String> beans = new LinkedHashSet<>(this.ofConstructor.beans());
		this.ofMethods.values().forEach((arguments) -> beans.addAll(arguments.beans()));
		return beans;
	}

	/**
	 * Return the duration of the method before the change, or {@code null} if it has not
	 * ended.
	 */
	@Nullable Duration before() {
		return this.before;
	}

	@Override
	public void migrate(MigrationContext context) throws Exception {
		this.before = null;
		Object instance = instance(context);
		if (this.unit.before() != null) {
			long start = System.nanoTime();
			call(instance, this.unit.before(), context);
			this.before = Duration.ofNanos(System.nanoTime() - start);
		}
		call(instance, this.unit.execution(), context);
	}

	@Override
	public void rollback(MigrationContext context) throws Exception {
		if (this.unresolved != null) {
			throw this.unresolved;
		}
		Object instance = instance(context);
		for (Method method : new Method[] { this.unit.rollback(), this.unit.rollbackBefore() }) {
			if (method != null) {
				call(instance, method, context);
			}
		}
	}

	private Object instance(MigrationContext context) throws Exception {
		ReflectionUtils.makeAccessible(this.unit.constructor());
		try {
			return this.unit.constructor().newInstance(this.ofConstructor.values(context));
		}
		catch (InvocationTargetException ex) {
			throw thrown(ex);
		}
	}

	private void call(Object instance, Method method, MigrationContext context) throws Exception {
		ReflectionUtils.makeAccessible(method);
		UnitArguments arguments = Objects.requireNonNull(this.ofMethods.get(method));
		try {
			method.invoke(instance, arguments.values(context));
		}
		catch (InvocationTargetException ex) {
			throw thrown(ex);
		}
	}

	private static Exception thrown(InvocationTargetException failure) {
		if (failure.getTargetException() instanceof Error error) {
			throw error;
		}
		return (failure.getTargetException() instanceof Exception exception) ? exception : failure;
	}

}
